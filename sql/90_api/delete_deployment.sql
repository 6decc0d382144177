-- Deletes a deployment ("flow/deployment", or its id) with its schedules, and answers what it was.
-- Its runs that wait are cancelled (end_runs_of_deployment); those that run go on, and history
-- stays.
create or replace function provost.delete_deployment(deployment text) returns provost.deployments
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_deployment provost.deployments := provost_private.named_deployment(deployment);
begin
  if v_deployment.kind <> 'flow' then
    perform provost_private.fail_with('VODEP',
      format('No deployment is named %L: it is a task.', v_deployment.full_name), null,
      'List the deployments: provost deployment ls.');
  end if;
  delete from provost.deployments d where d.id = v_deployment.id;
  return v_deployment;
end
$$;
