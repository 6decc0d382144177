-- Refuses every write to a task run that does not come through the state machine.
create or replace function provost_private.guard_task_run_state() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
  perform provost_private.fail_with('VOKEY',
    format('Task run %s is written by the state machine only.', old.id),
    format('Tried to change it from %s to %s as role %s.',
      old.state_name, new.state_name, current_user),
    'Task runs change when the worker that holds their flow run records them.');
  return null;
end
$$;
