-- What a worker calls when runs have ended, each in the epoch in which it was held. The state
-- machine may answer with a retry (SCHEDULED, AwaitingRetry): the worker lets go of the run
-- either way. A run that was being cancelled meanwhile ends as Cancelled, for the reason for which
-- it was cancelled. Nearly all answers say that the run has ended as it was told: workers have them
-- left out, see record_task_runs.
create or replace function provost_private.finish_flow_runs(
  p_finishes jsonb, p_leave_out_accepted boolean default false
) returns table (
  ord integer, status text, state_type provost.state_type, state_name text,
  delay_seconds double precision, reason text
)
language plpgsql volatile security definer set search_path = ''
set plan_cache_mode = force_generic_plan
as $$
declare
  v_changes provost_private.flow_run_change[];
  v_answers provost_private.flow_run_answer[];
  v_answered integer;
  v_cancelled provost_private.flow_run_change[];
begin
  select array_agg(provost_private.proposed_change(
    x.ord, x.flow_run_id, x.type, p_epoch => coalesce(x.epoch, -1), p_name => x.state_name,
    p_message => case when x.type = 'CANCELLED'
      then nullif(concat_ws(' ', provost_private.why_cancelled(x.flow_run_id), x.message), '')
      else x.message end,
    p_details => case when not x.retriable then '{"retriable": false}'::jsonb
      when x.type = 'PAUSED'
        then provost_private.pause_defaults(null, provost_private.clock_now()) end,
    p_scheduled_time =>
      provost_private.clock_now() + make_interval(secs => x.retry_after_seconds),
    p_resuming => x.resuming, p_result => x.result, p_result_meta => x.result_meta,
    p_error => x.error))
  into v_changes
  from jsonb_to_recordset(p_finishes) as x (
    ord integer, flow_run_id uuid, epoch integer, type provost.state_type, state_name text,
    message text, retriable boolean, retry_after_seconds double precision, resuming boolean,
    result jsonb, result_meta jsonb, error jsonb);
  select count(a.status), array_agg(a) filter (where a.rule is distinct from 'leaves_cancelling'
      and not (p_leave_out_accepted and a.rule is null and a.status = 'ACCEPT')),
    array_agg(provost_private.proposed_change(
      a.ord, a.flow_run_id, 'CANCELLED', p_epoch => a.epoch,
      p_message => coalesce(provost_private.why_cancelled(a.flow_run_id),
        'The run was cancelled while it ran.'))) filter (where a.rule = 'leaves_cancelling')
  into v_answered, v_answers, v_cancelled
  from unnest(provost_private.change_flow_run_states(v_changes)) a;
  if v_answered <> jsonb_array_length(p_finishes) then
    perform provost_private.fail_with('VONFD', 'A flow run is gone that was to end.',
      format('Ends: %s. Answers: %s.', jsonb_array_length(p_finishes), v_answered),
      'It was deleted meanwhile.');
  end if;
  if v_cancelled is not null then
    v_answers := v_answers || provost_private.change_flow_run_states(v_cancelled);
  end if;

  return query select a.ord, a.status, a.state_type, a.state_name, a.delay_seconds, a.reason
  from unnest(v_answers) a;
end
$$;
