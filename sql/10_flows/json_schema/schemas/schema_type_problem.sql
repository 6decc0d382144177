-- What is wrong with the value of the keyword `type`; null when nothing is.
create or replace function provost_private.schema_type_problem(p_value jsonb) returns text
language sql immutable parallel safe
return case
  when jsonb_typeof(p_value) = 'array' and p_value <> '[]' and not exists (
    select from jsonb_array_elements(p_value) t
    where t.value <> all (array['"null"', '"boolean"', '"object"', '"array"', '"number"',
      '"string"', '"integer"']::jsonb[])) then null
  when p_value = any (array['"null"', '"boolean"', '"object"', '"array"', '"number"',
    '"string"', '"integer"']::jsonb[]) then null
  else 'must be null, boolean, object, array, number, string or integer, or an array of these'
end;
