-- The keywords for numbers as a jsonpath predicate; TRUE of numbers only, unless it is ''.
create or replace function provost_private.number_predicate(
  p_schema jsonb, p_at text, p_is_integer boolean
) returns text
language sql immutable parallel safe
return (
  select coalesce(string_agg(p_at || t.test, ' && '), '')
  from (values
    (' >= ' || (p_schema ->> 'minimum')),
    (' <= ' || (p_schema ->> 'maximum')),
    (' > ' || (p_schema ->> 'exclusiveMinimum')),
    (' < ' || (p_schema ->> 'exclusiveMaximum')),
    (case when p_is_integer then '.floor() == ' || p_at end),
    (' % ' || (p_schema ->> 'multipleOf') || ' == 0')) as t (test));
