-- Whether a run waits for nothing but a worker: its time has come and its deadline, if it has one,
-- has not, unless it has been started before. It is written into the queries that call it, which
-- find the indexes of due runs by it: flow_runs_due_idx, flow_runs_keyed_due_idx and
-- flow_runs_fair_idx.
create or replace function provost_private.is_due(p_run provost.flow_runs, p_now timestamptz)
returns boolean
language sql immutable parallel safe
return p_run.state_type = 'SCHEDULED' and p_run.state_name <> 'AwaitingConcurrencySlot'
  and p_run.next_scheduled_start_time <= p_now
  and (p_run.start_before is null or p_run.start_before > p_now or p_run.run_count > 0
    or p_run.next_scheduled_start_time > p_run.start_before);
