-- Pauses a deployment's schedules or lets them go on; runs that were asked for are not held. It is
-- an operator's word, which a process that serves the deployment leaves as it is.
create or replace function provost.set_deployment_paused(deployment text, paused boolean)
returns provost.deployments
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_deployment provost.deployments := provost_private.named_deployment(
    set_deployment_paused.deployment);
begin
  if paused is null then
    perform provost_private.fail_with('VOARG',
      'Expected paused to be true or false, got null.', null,
      'Say true to hold the schedules of the deployment, false to let them go on.');
  end if;
  update provost.deployments d
  set paused = set_deployment_paused.paused, updated = provost_private.clock_now()
  where d.id = v_deployment.id returning d.* into v_deployment;
  delete from provost_private.served_pauses s where s.deployment_id = v_deployment.id;
  return v_deployment;
end
$$;
