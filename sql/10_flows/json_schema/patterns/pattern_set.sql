-- The characters that a token of a regular expression matches, as the inside of a PostgreSQL
-- bracket expression; null when the token is no set, or one with no equivalent. The shorthands
-- are written out, because PostgreSQL's own depend on the collation of the database.
create or replace function provost_private.pattern_set(p_token text) returns text
language plpgsql immutable set search_path = '' set standard_conforming_strings = on
as $$
begin
  return case p_token
    when '\d' then '0-9'
    when '\D' then '\u0001-\u002f\u003a-\U0010ffff'
    when '\w' then 'A-Za-z0-9_'
    when '\W' then '\u0001-\u002f\u003a-\u0040\u005b-\u005e\u0060\u007b-\U0010ffff'
    when '\s' then '\u0009-\u000d\u0020\u00a0\u1680\u2000-\u200a'
      '\u2028\u2029\u202f\u205f\u3000\ufeff'
    when '\S' then '\u0001-\u0008\u000e-\u001f\u0021-\u009f\u00a1-\u167f\u1681-\u1fff'
      '\u200b-\u2027\u202a-\u202e\u2030-\u205e\u2060-\u2fff\u3001-\ufefe\uff00-\U0010ffff'
    else case when p_token like '\\p{%' then
      provost_private.unicode_property_set(substr(p_token, 4, length(p_token) - 4)) end
  end;
end
$$;
