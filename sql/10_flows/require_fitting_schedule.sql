-- Refuses, with VOPAR, a schedule whose runs would all be refused: over the defaults of the
-- deployment, its parameters do not fit the schema. What is missing may still become a default of
-- the deployment, and so is no fault here: until then, lacking_parameters tells of it.
create or replace function provost_private.require_fitting_schedule(
  p_schedule provost.deployment_schedules
) returns void
language plpgsql stable set search_path = ''
as $$
declare
  v_errors jsonb;
begin
  if p_schedule.parameters = '{}' then
    return; -- see check_deployed_parameters
  end if;
  v_errors := provost_private.violations_of_defaults(
    p_schedule.deployment_id, p_schedule.parameters);
  if v_errors is not null then
    perform provost_private.fail_with('VOPAR',
      (select format('Parameter %s of schedule %s of deployment %s: %s.', v_errors #> '{0,pointer}',
          to_jsonb(p_schedule.slug), to_jsonb(d.full_name), v_errors #>> '{0,message}')
        from provost.deployments d where d.id = p_schedule.deployment_id),
      v_errors::text, 'Give the schedule parameters that fit the parameter schema of the '
      'deployment, or make it inactive.');
  end if;
end
$$;
