-- Ends a pause: the run goes on, as soon as a worker takes it. When the pause waits for input,
-- `run_input`, with the rest of its initial data, is checked against its JSON Schema and handed to
-- the code of the run. Answers like
-- set_flow_run_state: ABORT when the run is not paused, REJECT when the input does not fit (with
-- the JSON pointers of what is wrong in `details.errors`) or the pause has timed out.
create or replace function provost.resume_flow_run(
  flow_run_id uuid, run_input jsonb default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_run provost.flow_runs;
  v_wait provost.flow_run_waits;
  v_input jsonb;
  v_problem jsonb;
  v_answer jsonb;
begin
  v_run := provost_private.lock_flow_run(resume_flow_run.flow_run_id);
  v_wait := provost_private.pending_pause(v_run);
  if v_run.state_type <> 'PAUSED' and v_wait.key is null then
    return provost_private.refused_change('ABORT', v_run,
      '{"reason": "The run is not paused.", "rule": "resumes_what_is_not_paused"}');
  end if;
  v_input := provost_private.completed_input(v_wait, run_input);
  v_problem := provost_private.run_input_problem(v_run, v_wait, v_input);
  if v_problem is not null then
    return provost_private.refused_change('REJECT', v_run, v_problem);
  end if;

  if v_run.state_type = 'PAUSED' then
    v_answer := provost.set_flow_run_state(v_run.id, case
      when v_wait.key is null and v_run.deployment_id is null
        and v_run.state_details ->> 'pause_reschedule' is distinct from 'true'
        then '{"type": "RUNNING"}'
      else '{"type": "SCHEDULED", "name": "Resuming"}' end::jsonb);
  else
    v_answer := provost_private.refused_change('ACCEPT', v_run, '{}');
  end if;
  if v_answer ->> 'status' = 'ACCEPT' and v_wait.key is not null then
    perform provost_private.answer_waits(jsonb_build_array(jsonb_build_object(
      'flow_run_id', v_run.id, 'key', v_wait.key, 'value', v_input)));
  end if;
  return v_answer;
end
$$;
