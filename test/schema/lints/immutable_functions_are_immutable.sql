-- calls a function immutable only when neither time, settings nor tables change its answer
-- offence: create function provost_private.f(t text) returns timestamptz language sql immutable
--   return t::timestamptz;
select signature as name, (regexp_match(source, w.stable, 'i'))[1] as detail
from own_functions
cross join (values (
  '(::\s*timestamptz|::\s*timestamp with time zone|clock_now|current_setting|to_char\(|random\('
  || '|(?:from|join)\s+provost\w*\.\w+(?!\w*\())')) as w (stable)
where volatility = 'i' and source ~* w.stable;
