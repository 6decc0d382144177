-- What becomes of a run whose holder lets go of it; see park_flow_runs.
create or replace function provost_private.parking_change(
  p_ord integer, p_flow_run provost.flow_runs, p_epoch integer, p_keys text[], p_task_keys text[],
  p_is_suspending boolean, p_now timestamptz
) returns provost_private.flow_run_change
language plpgsql stable set search_path = '' set enable_seqscan = off set jit = off
as $$
declare
  v_first record;
  v_pause provost.flow_run_waits;
begin
  if p_is_suspending and p_flow_run.state_name = 'Suspending' then
    return provost_private.proposed_change(
      p_ord, p_flow_run.id, 'PAUSED', p_epoch => p_epoch, p_name => 'Suspended',
      p_message => p_flow_run.state_message, p_details => p_flow_run.state_details);
  end if;

  select w.* into v_first
  from (
    select w.kind, case when w.outcome is null then w.wake_time else p_now end as wake_time
    from provost.flow_run_waits w where w.flow_run_id = p_flow_run.id and w.key = any (p_keys)
    union all
    select case when c.id is null then 'retry' else 'flow_run' end,
      case when c.id is null then t.next_start_time
        when c.state_type = 'SCHEDULED' then c.next_scheduled_start_time
        when c.state_type <> 'PAUSED' then p_now end
    from provost.task_runs t left join provost.flow_runs c on c.id = t.child_flow_run_id
    where t.flow_run_id = p_flow_run.id and t.key = any (p_task_keys)
  ) w
  order by w.wake_time nulls last limit 1;
  select w.* into v_pause from provost.flow_run_waits w
  where w.flow_run_id = p_flow_run.id and w.key = any (p_keys) and w.outcome is null
    and w.kind in ('pause', 'suspend')
  order by w.created, w.key limit 1;

  if v_pause.key is not null and not p_is_suspending and v_first.wake_time is distinct from p_now
  then
    return provost_private.proposed_change(
      p_ord, p_flow_run.id, 'PAUSED', p_epoch => p_epoch,
      p_name => case v_pause.kind when 'pause' then 'Paused' else 'Suspended' end,
      p_message => v_pause.description, p_details => provost_private.pause_details(v_pause));
  end if;
  return provost_private.proposed_change(
    p_ord, p_flow_run.id, 'SCHEDULED', p_epoch => p_epoch,
    p_name => case v_first.kind when 'sleep' then 'Sleeping' when 'retry' then 'AwaitingRetry'
      when 'event' then 'AwaitingEvent' when 'input' then 'AwaitingInput'
      when 'flow_run' then 'AwaitingFlowRun' else 'Resuming' end,
    p_details => jsonb_build_object('waits_for', to_jsonb(p_keys || p_task_keys)),
    p_scheduled_time => case when p_is_suspending then p_now
      else least(v_first.wake_time, p_now + interval '1 day') end,
    p_resuming => true);
end
$$;
