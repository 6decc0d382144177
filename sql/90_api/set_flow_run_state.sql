-- The public door to the state machine: proposes a state and answers
--   {"status": "ACCEPT" | "REJECT" | "WAIT" | "ABORT", "state": {…}, "details": {…}}
-- where `state` is the run's state afterwards. `force` skips the rules that protect order,
-- not those that protect results and holders. A pause waits for an hour unless `pause_timeout` in
-- its details says until when ("infinity" waits for ever); a `pause_key` fires once.
create or replace function provost.set_flow_run_state(
  flow_run_id uuid, state jsonb, force boolean default false
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_change provost_private.flow_run_change := provost_private.read_state(state);
  v_answer provost_private.flow_run_answer;
begin
  if set_flow_run_state.flow_run_id is null then
    perform provost_private.fail_with('VOARG', 'Expected the id of a flow run, got null.', null,
      'List the runs: select id, name from provost.flow_runs order by id desc limit 20.');
  end if;
  v_change.flow_run_id := set_flow_run_state.flow_run_id;
  if v_change.type = 'PAUSED' then
    v_change.details :=
      provost_private.pause_defaults(v_change.details, provost_private.clock_now());
  end if;
  v_change.force := coalesce(set_flow_run_state.force, false);
  v_answer := (provost_private.change_flow_run_states(array[v_change]))[1];
  if v_answer.rule = 'run_is_unknown' then
    perform provost_private.fail_with('VONFD',
      format('No flow run has the id %s.', set_flow_run_state.flow_run_id), null,
      'List the runs: select id, name from provost.flow_runs order by id desc limit 20.');
  end if;
  return jsonb_build_object(
    'status', v_answer.status,
    'state', provost_private.state_json(v_answer.state_type, v_answer.state_name,
      v_answer.state_timestamp, v_answer.state_message, v_answer.state_details),
    'details', jsonb_strip_nulls(jsonb_build_object(
      'reason', v_answer.reason, 'rule', v_answer.rule,
      'delay_seconds', case when v_answer.status = 'WAIT' then v_answer.delay_seconds end)));
end
$$;
