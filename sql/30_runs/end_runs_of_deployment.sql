-- Before a deployment is deleted, whoever deletes it: forgets what its schedules have planned, and
-- cancels its other runs that wait, as nobody would know how to start them.
create or replace function provost_private.end_runs_of_deployment() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  delete from provost.deployment_schedules s where s.deployment_id = old.id;
  perform provost_private.change_flow_run_states(array(
    select provost_private.proposed_change(
      1, r.id, 'CANCELLED', p_message => 'Its deployment was deleted.')
    from provost.flow_runs r
    where r.deployment_id = old.id and r.state_type in ('SCHEDULED', 'PAUSED')));
  return old;
end
$$;
