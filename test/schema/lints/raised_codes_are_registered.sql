-- registers every error code that it raises
-- offence: create function provost_private.f() returns void language sql return
--   provost_private.fail_with('VOXXX', '');
select distinct f.signature as name, c.code[1] as detail
from own_functions f cross join regexp_matches(f.source, '''(VO\w+)''', 'g') as c (code)
where not exists (select from provost_private.error_codes e where e.code = c.code[1]);
