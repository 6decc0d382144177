-- How waits stand, for a worker that keeps runs in memory while they wait; those whose time is up
-- have elapsed. ABORT: another holds the run.
create or replace function provost_private.read_waits(p_waits jsonb)
returns table (
  ord integer, status text, outcome text, delay_seconds double precision, value jsonb, reason text
)
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
declare
  v_now timestamptz := provost_private.clock_now();
begin
  update provost.flow_run_waits w set outcome = 'elapsed', answered_time = v_now
  from jsonb_to_recordset(p_waits) as x (flow_run_id uuid, epoch integer, key text),
    provost_private.active_runs a
  where w.flow_run_id = x.flow_run_id and w.key = x.key and w.outcome is null
    and w.wake_time <= v_now and a.flow_run_id = x.flow_run_id and a.epoch = x.epoch;

  return query
  select x.ord, case when a.flow_run_id is null then 'ABORT' else 'ACCEPT' end, w.outcome,
    extract(epoch from w.wake_time - v_now)::double precision, w.value, null::text
  from jsonb_to_recordset(p_waits) as x (
    ord integer, flow_run_id uuid, epoch integer, key text)
  left join provost_private.active_runs a on a.flow_run_id = x.flow_run_id and a.epoch = x.epoch
  left join provost.flow_run_waits w on w.flow_run_id = x.flow_run_id and w.key = x.key;
end
$$;
