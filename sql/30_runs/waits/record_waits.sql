-- What a worker calls when the body of a run begins to wait: records the waits of runs that it
-- holds and answers, for each, what is known of it: its outcome, once it has one, and in how many
-- seconds its time is up. A wait that is recorded already stands as it is, deadline and all; only
-- a new attempt of the run waits anew for what an earlier one has not got in time.
-- `seconds` or `until` (an instant) is the deadline. ABORT: another holds the run. REJECT: it
-- cannot wait like this, for a `reason`.
-- Locks what is waited for (runs), then the active_runs rows (the fence), then the waits.
create or replace function provost_private.record_waits(p_waits jsonb)
returns table (
  ord integer, status text, outcome text, delay_seconds double precision, value jsonb, reason text
)
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
declare
  v_now timestamptz := provost_private.clock_now();
begin
  perform provost_private.lock_for_waits(p_waits);

  insert into provost.flow_run_waits as w (
    flow_run_id, key, kind, run_count, description, wake_time, input_schema, initial_input, event,
    event_filter, awaited_flow_run_id, input_prefix, input_hash, created)
  select x.flow_run_id, x.key, x.kind, r.run_count, x.description,
    coalesce(x.until, v_now + make_interval(secs => x.seconds)), x.input_schema, x.initial_input,
    x.event, x.event_filter, x.awaited_flow_run_id, x.input_prefix, x.input_hash, v_now
  from jsonb_to_recordset(p_waits) as x (
    flow_run_id uuid, epoch integer, key text, kind text, description text,
    seconds double precision, until timestamptz, input_schema jsonb, initial_input jsonb,
    event text, event_filter jsonb, awaited_flow_run_id uuid, input_prefix text, input_hash text)
  join provost_private.active_runs a on a.flow_run_id = x.flow_run_id and a.epoch = x.epoch
  join provost.flow_runs r on r.id = x.flow_run_id
  where provost_private.wait_refusal(x.kind, x.awaited_flow_run_id, r) is null
  order by x.flow_run_id, x.key
  on conflict on constraint flow_run_waits_pkey do update set
    run_count = excluded.run_count, wake_time = excluded.wake_time, outcome = null,
    answered_time = null, value = null
  where w.outcome = 'elapsed' and w.kind <> 'sleep' and w.run_count < excluded.run_count;

  perform provost_private.answer_at_once(p_waits, v_now);

  return query
  select x.ord,
    case when a.flow_run_id is null then 'ABORT' when refusal.reason is not null then 'REJECT'
      else 'ACCEPT' end,
    w.outcome, extract(epoch from w.wake_time - v_now)::double precision, w.value, refusal.reason
  from jsonb_to_recordset(p_waits) as x (
    ord integer, flow_run_id uuid, epoch integer, key text, kind text, awaited_flow_run_id uuid)
  left join provost_private.active_runs a on a.flow_run_id = x.flow_run_id and a.epoch = x.epoch
  left join provost.flow_runs r on r.id = x.flow_run_id
  left join provost.flow_run_waits w on w.flow_run_id = x.flow_run_id and w.key = x.key
  cross join lateral (
    select case when w.key is null
      then provost_private.wait_refusal(x.kind, x.awaited_flow_run_id, r) end as reason
  ) refusal;
end
$$;
