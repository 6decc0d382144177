-- Once a second: notes of waits whose time has come that it has, up to 500 a call. Nobody depends
-- on it: a run that was let go of is due at the same instant, and a holder looks by itself.
create or replace function provost_private.settle_due_waits() returns integer
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_count integer;
begin
  update provost.flow_run_waits w set outcome = 'elapsed', answered_time = v_now
  from (
    select d.flow_run_id, d.key from provost.flow_run_waits d
    where d.outcome is null and d.wake_time <= v_now
    limit 500 for update skip locked
  ) due
  where w.flow_run_id = due.flow_run_id and w.key = due.key;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
