-- Proposes a state for one task run on behalf of a person: asks all rules, keeps a result that
-- has a cache key, and wakes whoever follows its flow run. `p_task` names it (flow_run_id, key)
-- and, when it is new, describes it (task_run_id, task_name, name, tags, retries …).
create or replace function provost_private.propose_task_run_state(
  p_task jsonb, p_state jsonb, p_force boolean
) returns provost_private.task_run_answer
language plpgsql volatile set search_path = ''
as $$
declare
  v_state provost_private.flow_run_change := provost_private.read_state(p_state);
  v_records jsonb := jsonb_build_array(p_task || jsonb_build_object(
    'ord', 0, 'type', v_state.type, 'state_name', v_state.name, 'message', v_state.message,
    'details', v_state.details, 'result', v_state.result, 'force', p_force,
    'cache_key', v_state.details ->> 'cache_key',
    'refresh_cache', v_state.details ->> 'refresh_cache',
    'cache_expiration_seconds', extract(epoch from
      (v_state.details ->> 'cache_expiration')::timestamptz - provost_private.clock_now())));
  v_answer provost_private.task_run_answer;
begin
  v_answer := (provost_private.change_task_run_states(v_records, true))[1];
  perform provost_private.cache_results(v_records, array[v_answer]);
  perform provost_private.tell_about_task_runs(array[(p_task ->> 'flow_run_id')::uuid]);
  return v_answer;
end
$$;
