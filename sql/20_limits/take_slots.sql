-- What a process calls to get slots, many requests at once, each answered by itself:
--   GRANTED  it holds them (`limits` is empty when none of the names limits anything)
--   WAITING  it is in the queues; NOTIFY provost_slots tells its id, check_slots is the safety net
--   DENIED   there is no room, and it does not want to wait; ask again after `retry_after`
--   REFUSED  it could never be granted; `reason` and `hint` say why
--   STALE    the flow run has another holder
-- A request names its lease itself, so that it may be sent again when its answer was lost.
-- Share-locks the active_runs (the fence), then the limits.
create or replace function provost_private.take_slots(p_requests provost_private.slot_request[])
returns setof provost_private.slot_answer
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
declare
  v_now timestamptz;
  v_limits uuid[];
  v_locked uuid[];
  v_refused provost_private.slot_answer[];
  v_open provost_private.slot_request[];
  v_served uuid[];
  v_denied uuid[];
begin
  with holder as materialized (
    select a.flow_run_id, a.epoch from provost_private.active_runs a
    where a.flow_run_id in (select q.flow_run_id from unnest(p_requests) q) for share
  )
  select array_agg(q) filter (where q.flow_run_id is null or h.flow_run_id is not null),
    array_agg((q.ord, q.lease_id, 'STALE', null, null, null,
      'Another holder has the flow run: the epoch is stale.', null)::provost_private.slot_answer)
      filter (where q.flow_run_id is not null and h.flow_run_id is null)
  into v_open, v_refused
  from unnest(p_requests) q
  left join holder h on h.flow_run_id = q.flow_run_id and h.epoch = q.epoch;

  v_limits := array(
    select l.id from provost.concurrency_limits l
    where l.active and l.name in (select unnest(q.names) from unnest(v_open) q));
  if v_limits <> '{}' or exists (select from unnest(v_open) q where q.is_strict) then
    v_locked := provost_private.lock_limits(v_limits);
    v_refused := v_refused || array(
      select a from unnest(v_open) q
      cross join lateral provost_private.judge_slot_request(q) a where a.status is not null);
    v_open := array(
      select q from unnest(v_open) q
      where q.ord not in (select a.ord from unnest(v_refused) a) order by q.ord);
  end if;
  return query select * from unnest(v_refused);
  v_now := provost_private.clock_now();
  perform provost_private.queue_for_slots(v_open, v_locked, v_now);
  v_served := array(select provost_private.grant_slots(v_locked, v_now));

  perform provost_private.ring_doorbell('provost_slots', lease::text)
  from unnest(v_served) lease
  where lease not in (select q.lease_id from unnest(v_open) q);
  v_denied := array(
    select q.lease_id from unnest(v_open) q
    where not q.waits and exists (
      select from provost_private.slots s where s.lease_id = q.lease_id and s.granted is null));

  return query
  select q.ord, q.lease_id,
    case when w.waits then 'WAITING' else 'GRANTED' end,
    coalesce(w.limits, '{}'), w.expires,
    case when w.waits then provost_private.seconds_until_decay(q.lease_id, v_now) end,
    null::text, null::text
  from unnest(v_open) q
  left join lateral provost_private.lease_of(q.lease_id) w on true
  where q.lease_id <> all (v_denied);

  if v_denied <> '{}' then
    return query
    select q.ord, q.lease_id, 'DENIED', '{}'::text[], null::timestamptz, d.retry_after,
      'No slot is free.', null::text
    from provost_private.deny_slots(v_denied, v_now) d
    join unnest(v_open) q on q.lease_id = d.lease_id;
  end if;
  -- Slots of a rate are given back by time alone.
  delete from provost_private.slots s
  using unnest(v_open) q
  where q.mode = 'rate_limit' and s.lease_id = q.lease_id and s.granted is not null;
end
$$;
