-- After a run that a run has started came into another state: the task run that stands for it
-- there is in the same state, and has its result or error, from the same moment on. A task run
-- that has completed, perhaps by hand, keeps its result. Whoever waits there hears of it.
create or replace function provost_private.mirror_flow_run() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
  if new.state_count = old.state_count then
    return null;
  end if;
  perform provost_private.change_task_run_states(jsonb_build_array(jsonb_build_object(
    'ord', 0, 'flow_run_id', t.flow_run_id, 'key', t.key, 'epoch', p.epoch, 'force', true,
    'type', new.state_type, 'state_name', new.state_name, 'message', new.state_message,
    'details', jsonb_build_object('child_flow_run_id', new.id),
    'result', new.result, 'result_meta', new.result_meta, 'error', new.error)), true)
  from provost.task_runs t join provost.flow_runs p on p.id = t.flow_run_id
  where t.flow_run_id = new.parent_flow_run_id and t.key = new.parent_task_key
    and t.child_flow_run_id = new.id and t.state_type <> 'COMPLETED';

  perform provost_private.wake_caller(old, new);
  perform provost_private.ring_doorbell('provost_flow_run', w.flow_run_id::text)
  from provost_private.watched_runs w
  where w.flow_run_id = new.parent_flow_run_id
    and w.watched_until > provost_private.clock_now();
  return null;
end
$$;
