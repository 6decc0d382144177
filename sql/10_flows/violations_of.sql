-- All violations of a JSON Schema by a value, at most 20, as a JSON array: what errors tell as
-- their detail. Null: there are none. With `p_may_lack`, the value is a part of one, and what it
-- lacks is no violation.
create or replace function provost_private.violations_of(
  p_schema jsonb, p_value jsonb, p_may_lack boolean default false
) returns jsonb
language sql stable
begin atomic
  select jsonb_agg(jsonb_build_object(
    'pointer', e.pointer, 'keyword', e.keyword, 'message', e.message) order by e.place)
  from provost_private.parameter_errors(p_schema, p_value)
    with ordinality e (pointer, keyword, message, place)
  where not p_may_lack or e.pointer <> '' and e.keyword <> 'required';
end;
