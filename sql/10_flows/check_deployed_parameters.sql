-- Refuses defaults of a deployment that could not be passed to its flow, once it is stored, with
-- VOPAR. What is missing may still be given by its runs, and so is no fault here. Called when a
-- deployment is saved.
create or replace function provost_private.check_deployed_parameters(p_deployment_id uuid)
returns void
language plpgsql stable set search_path = ''
as $$
declare
  v_deployment provost.deployments;
  v_errors jsonb;
begin
  select d.* into v_deployment from provost.deployments d
  where d.id = p_deployment_id and d.enforce_parameter_schema
    and d.parameter_openapi_schema is not null and d.parameters <> '{}';
  if not found then
    return;
  end if;
  v_errors := provost_private.violations_of(
    v_deployment.parameter_openapi_schema, v_deployment.parameters, p_may_lack => true);
  if v_errors is not null then
    perform provost_private.fail_with('VOPAR',
      format('Parameter %s of deployment %s: %s.', v_errors #> '{0,pointer}',
        to_jsonb(v_deployment.full_name), v_errors #>> '{0,message}'),
      v_errors::text, 'Give defaults that fit the parameter schema, or leave them to the runs.');
  end if;
end
$$;
