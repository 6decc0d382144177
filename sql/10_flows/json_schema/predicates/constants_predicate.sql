-- "The value at `p_at` equals one of these": null if one is an array or object, which jsonpath
-- does not compare.
create or replace function provost_private.constants_predicate(
  p_constants jsonb, p_at text, p_is_sure boolean
) returns text
language sql immutable parallel safe
return case when p_constants = '[]' then '1 == 0' else (
  select provost_private.any_of_predicates(array_agg(
    case
      when jsonb_typeof(c.value) in ('array', 'object') then null
      when p_is_sure and jsonb_typeof(c.value) <> 'null' then
        format('%s.type() == "%s" && %s == %s', p_at, jsonb_typeof(c.value), p_at, c.value)
      else format('%s == %s', p_at, c.value)
    end))
  from jsonb_array_elements(p_constants) c) end;
