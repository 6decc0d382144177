-- What becomes of leases that wait: serves whoever can be served, says that the callers still
-- wait, and answers GRANTED, WAITING (look again after `retry_after`, if it says so), REFUSED (the
-- limit was lowered meanwhile) or GONE (it was taken out of the queue: ask anew). The safety net
-- for a lost notification, and what a waiter calls when slots come back by decay.
create or replace function provost_private.check_slots(p_lease_ids uuid[])
returns setof provost_private.slot_answer
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
declare
  v_now timestamptz;
  v_locked uuid[];
begin
  v_locked := provost_private.lock_limits(array(
    select distinct s.limit_id from provost_private.slots s
    where s.lease_id = any (p_lease_ids) and s.granted is null));
  v_now := provost_private.clock_now();
  -- Who deletes one at this moment waits for the limits.
  with waiting as (
    select w.limit_id, w.lease_id from provost_private.slots w
    where w.lease_id = any (p_lease_ids) and w.granted is null and w.expires is not null
    for update skip locked
  )
  update provost_private.slots s set expires = v_now + interval '30 s'
  from waiting w where s.limit_id = w.limit_id and s.lease_id = w.lease_id;
  perform provost_private.ring_doorbell('provost_slots', lease::text)
  from provost_private.grant_slots(v_locked, v_now) lease
  where lease <> all (p_lease_ids);

  return query
  select p.ord::integer, p.id,
    case when w.lease_id is null then 'GONE' when w.is_hopeless then 'REFUSED'
      when w.waits then 'WAITING' else 'GRANTED' end,
    coalesce(w.limits, '{}'), w.expires,
    case when w.waits then provost_private.seconds_until_decay(p.id, v_now) end,
    case when w.is_hopeless
      then format('The concurrency limit was lowered below what was asked for: %s.',
        array_to_string(w.limits, ', ')) end,
    case when w.is_hopeless then 'Set a higher limit, switch it off, or ask for fewer slots.' end
  from unnest(p_lease_ids) with ordinality as p (id, ord)
  left join lateral provost_private.lease_of(p.id) w on true;

  with over as (
    select o.limit_id, o.lease_id from provost_private.slots o
    where o.lease_id = any (p_lease_ids) and exists (
      select from provost_private.lease_of(o.lease_id) w
      where w.is_hopeless or (w.is_rate and not w.waits))
    for update skip locked
  )
  delete from provost_private.slots s using over o
  where s.limit_id = o.limit_id and s.lease_id = o.lease_id;
end
$$;
