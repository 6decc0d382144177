-- Refuses, with VOPAR, a schedule whose runs would all be refused: over the defaults of the
-- deployment, its parameters do not fit the schema. What is missing may still become a default of
-- the deployment, and so is no fault here: until then, `planning_error` tells of it.
create or replace function provost_private.require_fitting_schedule(
  p_schedule provost.deployment_schedules
) returns void
language plpgsql stable set search_path = ''
as $$
declare
  v_deployment provost.deployments;
  v_errors jsonb;
begin
  select d.* into v_deployment from provost.deployments d
  where d.id = p_schedule.deployment_id and d.enforce_parameter_schema
    and d.parameter_openapi_schema is not null and p_schedule.parameters <> '{}';
  if not found then
    return;
  end if;
  v_errors := provost_private.violations_of(
    v_deployment.parameter_openapi_schema, v_deployment.parameters || p_schedule.parameters,
    p_may_lack => true);
  if v_errors is not null then
    perform provost_private.fail_with('VOPAR',
      format('Parameter %s of schedule %s of deployment %s: %s.', v_errors #> '{0,pointer}',
        to_jsonb(p_schedule.slug), to_jsonb(v_deployment.full_name), v_errors #>> '{0,message}'),
      v_errors::text, 'Give the schedule parameters that fit the parameter schema of the '
      'deployment, or make it inactive.');
  end if;
end
$$;
