-- Whether parameters fit the schema of their deployment. `p_check` is the compiled schema: it
-- answers in C, inlined into the caller, for every valid value; the rest, and every value of a
-- schema without one, is judged step by step.
create or replace function provost_private.parameters_fit(
  p_check jsonpath, p_schema jsonb, p_value jsonb
) returns boolean
language sql stable
return case
  when p_schema is null or p_value @@ p_check then true
  else provost_private.parameters_are_valid(p_schema, p_value)
end;
