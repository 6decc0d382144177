-- Has a flow run that has ended wait for its next attempt, as retry_flow_run says it; with
-- `p_is_here` for the process that calls, which knows its code, and takes it in this transaction.
-- Locks the run.
create or replace function provost_private.retry_run(
  p_flow_run_id uuid, p_mode text, p_from_task text, p_is_here boolean
) returns provost.flow_runs
language plpgsql volatile set search_path = ''
as $$
declare
  v_mode text :=
    coalesce(p_mode, case when p_from_task is null then 'failedOnly' else 'fromTask' end);
  v_run provost.flow_runs;
  v_from_key text;
begin
  if v_mode not in ('failedOnly', 'fromTask', 'all')
    or (v_mode = 'fromTask') <> (p_from_task is not null)
  then
    perform provost_private.fail_with('VOARG',
      format('Expected the mode failedOnly, fromTask or all, got %L%s.', v_mode,
        case when p_from_task is null then ' without a task'
          else format(' with task %L', p_from_task) end),
      null, 'The mode fromTask goes with a task run to begin with; the others without.');
  end if;
  select r.* into v_run
  from provost.flow_runs r where r.id = p_flow_run_id for update;
  perform provost_private.require_retriable(v_run, p_flow_run_id, v_mode, p_is_here);

  if v_mode = 'fromTask' then
    v_from_key := provost_private.find_task_key(v_run.id, p_from_task);
  end if;
  if v_mode <> 'failedOnly' then
    perform provost_private.put_aside_task_runs(v_run.id, v_from_key, v_run.run_count);
  end if;
  perform provost_private.change_flow_run_states(array[provost_private.proposed_change(
    1, v_run.id, 'SCHEDULED', p_name => 'AwaitingRetry', p_force => true,
    p_message => format('Retried on request: %s.', case v_mode when 'failedOnly'
      then 'what has not completed' when 'all' then 'everything' else 'from ' || v_from_key end),
    p_details => jsonb_strip_nulls(jsonb_build_object(
      'retry_type', 'reschedule', 'retry_mode', v_mode, 'retry_from_task', v_from_key)))]);
  select r.* into v_run from provost.flow_runs r where r.id = v_run.id;
  return v_run;
end
$$;
