-- pins the search path of every function whose body is parsed only when it runs
-- offence: create function provost_private.f() returns void language plpgsql as 'begin end';
select signature as name, format('language %s, settings %s', language, settings) as detail
from own_functions
where not is_parsed and 'search_path=""' <> all (coalesce(settings, '{}'));
