-- The violations of the schema of a deployment by its defaults and what is given over them, at most
-- 20, as a JSON array. What is missing may still be given by runs, and is none. Null: there are
-- none, or the schema is not enforced.
create or replace function provost_private.violations_of_defaults(
  p_deployment_id uuid, p_given jsonb default '{}'
) returns jsonb
language sql stable
begin atomic
  select provost_private.violations_of(
    d.parameter_openapi_schema, d.parameters || p_given, p_may_lack => true)
  from provost.deployments d
  where d.id = p_deployment_id and d.enforce_parameter_schema
    and d.parameter_openapi_schema is not null and d.parameters || p_given <> '{}';
end;
