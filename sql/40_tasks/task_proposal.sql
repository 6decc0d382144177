-- A state that a person proposes for a task run, as the record that change_task_run_states takes.
-- `p_task` names the task run (flow_run_id, key) and, when it is new, describes it (task_run_id,
-- task_name, name, tags, retries …).
create or replace function provost_private.task_proposal(
  p_task jsonb, p_state jsonb, p_force boolean
) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  v_state provost_private.flow_run_change := provost_private.read_state(p_state);
begin
  return jsonb_build_array(p_task || jsonb_build_object(
    'ord', 0, 'type', v_state.type, 'state_name', v_state.name, 'message', v_state.message,
    'details', v_state.details, 'result', v_state.result, 'force', p_force,
    'cache_key', v_state.details ->> 'cache_key',
    'refresh_cache', v_state.details ->> 'refresh_cache',
    'cache_expiration_seconds', extract(epoch from
      (v_state.details ->> 'cache_expiration')::timestamptz - provost_private.clock_now())));
end
$$;
