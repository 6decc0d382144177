-- The public door to the state machine of task runs: proposes a state and answers, as
-- set_flow_run_state does,
--   {"status": "ACCEPT" | "REJECT" | "WAIT" | "ABORT", "state": {…}, "details": {…}}
-- A result that is set here (COMPLETED, with "data") is what its flow run goes on with: a worker
-- adopts it instead of its own, and a run that continues does not run the task again. A run that
-- was let go of until the task is tried again, or until the run behind it goes on, is due then.
-- Running takes a slot of every limit on the task's tags; whatever comes after gives them back. A
-- task that does not start anyway, as one with a cached result, does not wait for them.
create or replace function provost.set_task_run_state(
  task_run_id uuid, state jsonb, force boolean default false
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_task provost.task_runs;
  v_named jsonb;
  v_answer provost_private.task_run_answer;
  v_slots provost_private.slot_answer;
begin
  select t.* into v_task from provost.task_runs t where t.id = set_task_run_state.task_run_id;
  if v_task.id is null then
    perform provost_private.fail_with('VONFD',
      format('No task run has the id %s.', coalesce(set_task_run_state.task_run_id::text, 'null')),
      null,
      'List those of a run: select id, key from provost.task_runs where flow_run_id = …');
  end if;
  v_named := jsonb_build_object('flow_run_id', v_task.flow_run_id, 'key', v_task.key,
    'task_name', v_task.task_name, 'retries', v_task.retries);
  if upper((state ->> 'type') collate "C") = 'RUNNING' and force is not true and v_task.tags <> '{}'
    and coalesce(v_task.state_details ->> 'deferred', 'false') <> 'true'
  then
    v_slots := provost_private.secure_task_slots(v_task);
  end if;
  -- The limits are locked by now, so that the task run may be.
  if v_slots.status in ('DENIED', 'REFUSED') and ((provost_private.judge_task_proposals(
      provost_private.task_proposal(v_named, state, false), provost_private.clock_now()))[1]).status
    not in ('REJECT', 'ABORT')
  then
    v_answer.status := case v_slots.status when 'DENIED' then 'WAIT' else 'ABORT' end;
    v_answer.reason := v_slots.reason;
    v_answer.delay_seconds := v_slots.retry_after;
  else
    v_slots := null;
    perform from provost.flow_runs r
    where r.id = v_task.flow_run_id and r.state_type = 'SCHEDULED' for no key update;
    v_answer := provost_private.propose_task_run_state(
      v_named, state, coalesce(set_task_run_state.force, false));
  end if;
  select t.* into v_task from provost.task_runs t where t.id = set_task_run_state.task_run_id;
  if v_task.state_type not in ('RUNNING', 'CANCELLING') then
    perform provost_private.free_slots(array[v_task.id]);
  end if;
  if v_answer.status = 'ACCEPT' and provost_private.is_terminal(v_task.state_type) then
    perform provost_private.wake_flow_runs(
      jsonb_build_array(v_named), provost_private.clock_now());
  end if;
  return jsonb_build_object(
    'status', v_answer.status,
    'state', provost_private.state_json(v_task.state_type, v_task.state_name,
      v_task.state_timestamp, v_task.state_message, v_task.state_details),
    'details', jsonb_strip_nulls(jsonb_build_object(
      'reason', v_answer.reason,
      'rule', case v_slots.status
        when 'DENIED' then 'waits_for_a_slot'
        when 'REFUSED' then 'may_never_start'
        else (select r.rule from provost_private.task_run_rules r
          where r.reason = v_answer.reason) end,
      'delay_seconds', v_answer.delay_seconds)));
end
$$;
