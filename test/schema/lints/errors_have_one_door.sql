-- raises errors in fail_with only
-- offence: create function provost_private.f() returns void language plpgsql as $$ begin raise
--   exception 'no'; end $$;
select signature as name, (regexp_match(source, '(\mraise\s+[^;]{1,60})', 'i'))[1] as detail
from own_functions
where source ~* '\mraise\s+(?!notice|warning|log|debug|info)' and name <> 'fail_with';
