-- Settles the waits of runs that are claimed again: those whose time has come have elapsed, and a
-- pause that somebody has ended through the public door, without an answer, is answered.
create or replace function provost_private.settle_waits(
  p_flow_run_ids uuid[], p_now timestamptz
) returns void
language sql volatile set enable_seqscan = off set jit = off
begin atomic
  update provost.flow_run_waits w set
    outcome = case when w.wake_time <= p_now then 'elapsed' else 'answered' end,
    answered_time = p_now
  from provost.flow_runs r
  where w.flow_run_id = any (p_flow_run_ids) and w.outcome is null and r.id = w.flow_run_id
    and (w.wake_time <= p_now
      or w.kind in ('pause', 'suspend') and w.key = any (r.pause_keys));
end;
