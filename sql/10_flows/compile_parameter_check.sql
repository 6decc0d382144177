-- Translates a parameter schema, when a deployment is saved, into a jsonpath for `@@`: TRUE
-- exactly of the values that are valid. Null when jsonpath can't express the schema (recursion,
-- Unicode properties, keywords that count): then every value takes the slow path.
create or replace function provost_private.compile_parameter_check(p_schema jsonb)
returns jsonpath
language plpgsql stable set search_path = ''
as $$
begin
  return provost_private.predicate_as_path(
    provost_private.schema_predicate(p_schema, p_schema, '$'));
end
$$;
