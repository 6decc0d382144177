-- Proposes a state for one task run on behalf of a person: asks all rules, keeps a result that
-- has a cache key, and wakes whoever follows its flow run. For `p_task` see task_proposal.
create or replace function provost_private.propose_task_run_state(
  p_task jsonb, p_state jsonb, p_force boolean
) returns provost_private.task_run_answer
language plpgsql volatile set search_path = ''
as $$
declare
  v_records jsonb := provost_private.task_proposal(p_task, p_state, p_force);
  v_answer provost_private.task_run_answer;
begin
  v_answer := (provost_private.change_task_run_states(v_records, true))[1];
  perform provost_private.cache_results(v_records, array[v_answer]);
  perform provost_private.tell_about_task_runs(array[(p_task ->> 'flow_run_id')::uuid]);
  return v_answer;
end
$$;
