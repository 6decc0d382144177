-- What the state of a run says about why it does not run now.
create or replace function provost_private.gates_of_state(
  p_run provost.flow_runs, p_now timestamptz
) returns setof provost.gate
language sql stable set enable_seqscan = off set jit = off
begin atomic
  select 'state',
    case when provost_private.is_terminal(p_run.state_type)
      then format('The run has ended: %s.', p_run.state_name)
      else format('The run is under way: %s.', p_run.state_name) end,
    null::timestamptz, null::jsonb,
    case when provost_private.is_terminal(p_run.state_type) then 'Start a new run.'
      else 'It waits for nothing but its own code.' end
  where p_run.state_type not in ('SCHEDULED', 'PAUSED', 'CANCELLING')
  union all
  select 'state', 'The run is being cancelled: its worker stops its code.',
    (select a.deadline from provost_private.active_runs a where a.flow_run_id = p_run.id), null,
    'It waits for nothing but its own code, and is Cancelled by then at the latest.'
  where p_run.state_type = 'CANCELLING'
  union all
  select 'pause',
    format('The run is %s%s.', p_run.state_name, ': ' || rtrim((p.wait).description, '.')),
    nullif((p_run.state_details ->> 'pause_timeout')::timestamptz, 'infinity'), null,
    provost_private.hint_of_wait(p_run, p.wait)
  from (select provost_private.pending_pause(p_run) as wait) p
  where p_run.state_type = 'PAUSED'
  union all
  select 'wait',
    format('Its code waits: %s%s.', coalesce(w.description || ', ', ''), w.kind),
    w.wake_time,
    case when w.awaited_flow_run_id is not null
      then jsonb_build_array(jsonb_build_object('flow_run_id', w.awaited_flow_run_id)) end,
    provost_private.hint_of_wait(p_run, w)
  from provost.flow_run_waits w
  where w.flow_run_id = p_run.id and w.outcome is null
    and not provost_private.is_terminal(p_run.state_type)
    and not (p_run.state_type = 'PAUSED' and w.kind in ('pause', 'suspend'))
  union all
  select 'wait', format('It has called flow run %L, which is %s.', c.name, c.state_name),
    c.next_scheduled_start_time, jsonb_build_array(jsonb_build_object('flow_run_id', c.id)),
    'It goes on with that run: ask why that one waits.'
  from provost.flow_runs c
  where c.parent_flow_run_id = p_run.id and c.state_type in ('SCHEDULED', 'PAUSED')
    and p_run.state_type = 'SCHEDULED' and p_run.state_details -> 'waits_for' ? c.parent_task_key
  union all
  select case when p_run.state_name = 'AwaitingRetry' then 'retry' else 'time' end,
    case when p_run.state_name = 'AwaitingRetry'
      then 'The run failed, or lost its worker, and is tried again later.'
      else 'The run is planned for later.' end,
    p_run.next_scheduled_start_time, null, 'It is due by itself.'
  where p_run.state_type = 'SCHEDULED'
    and p_run.state_name not in ('AwaitingConcurrencySlot', 'AwaitingFlowRun')
    and p_run.next_scheduled_start_time > p_now
    and not exists (
      select from provost.flow_run_waits w
      where w.flow_run_id = p_run.id and w.outcome is null)
  union all
  select 'process', 'The run belongs to no deployment: only what began it starts it again.',
    null, null, 'Start a new run, if that process is gone.'
  where p_run.state_type = 'SCHEDULED' and p_run.work_queue_id is null
    and p_run.parent_flow_run_id is null
  union all
  select 'process', format('The run goes on with flow run %L, which has called it.', c.name),
    null, jsonb_build_array(jsonb_build_object('flow_run_id', c.id)), 'Ask why that one waits.'
  from provost.flow_runs c
  where p_run.state_type = 'SCHEDULED' and p_run.work_queue_id is null
    and c.id = p_run.parent_flow_run_id;
end;
