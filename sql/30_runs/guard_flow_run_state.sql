-- Refuses every write to a run's state that does not come through the state machine.
create or replace function provost_private.guard_flow_run_state() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
  perform provost_private.fail_with('VOKEY',
    format('The state of flow run %s is written by the state machine only.', old.id),
    format('Tried to change it from %s to %s as role %s.',
      old.state_name, new.state_name, current_user),
    'Call provost.set_flow_run_state(flow_run_id, state).');
  return null;
end
$$;
