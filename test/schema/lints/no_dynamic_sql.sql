-- evaluates no text as SQL
-- offence: create function provost_private.f() returns void language plpgsql as $$ begin execute
--   'select 1'; end $$;
select signature as name, (regexp_match(source, '(\mexecute\s+[^;]{1,60})', 'i'))[1] as detail
from own_functions where source ~* '\mexecute\s+[^;]' and language = 'plpgsql';
