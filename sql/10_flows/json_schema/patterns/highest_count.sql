-- How often a quantifier of a regular expression repeats, in copies that are written out.
create or replace function provost_private.highest_count(p_quantifier text) returns numeric
language sql immutable parallel safe
return case when p_quantifier ~ '^\{' then greatest(1,
  substring(p_quantifier from '^\{([0-9]+)')::numeric,
  coalesce(substring(p_quantifier from ',([0-9]+)')::numeric, 0)) else 1 end;
