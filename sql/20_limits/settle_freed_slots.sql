-- After slots are deleted, for whatever reason and once for all of a statement: notes how long
-- they were held, tells of it in events, and gives them to those who wait, who are told. A sleeping
-- dispatcher is woken when runs wait for a slot of their deployment (of which runs' states tell).
create or replace function provost_private.settle_freed_slots() returns trigger
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
declare
  v_now timestamptz;
  v_ids uuid[] := array(select distinct g.limit_id from gone g);
begin
  if v_ids = '{}' then
    return null;
  end if;
  v_ids := provost_private.lock_limits(v_ids);
  v_now := provost_private.clock_now();

  update provost.concurrency_limits l
  set avg_slot_occupancy_seconds = f.occupancy + (l.avg_slot_occupancy_seconds - f.occupancy)
        * (1 - 0.5 / greatest(l."limit", 1)) ^ f.leases,
      decaying_count = greatest(f.decaying_back + provost_private.decayed_slots(
        l.decaying_count, l.slot_decay_per_second, l.counted, v_now), 0),
      denied_count = provost_private.decayed_slots(
        l.denied_count, provost_private.denied_decay_per_second(
          l.name, l.slot_decay_per_second, l.avg_slot_occupancy_seconds), l.counted, v_now),
      counted = v_now
  from (
    select g.limit_id, count(*) as leases, -sum(g.slots) as decaying_back,
      avg(greatest(
        extract(epoch from least(v_now, g.expires) - g.granted) / g.slots, 0.1)) as occupancy
    from gone g where g.granted is not null and not g.is_rate
    group by g.limit_id
  ) f
  where l.id = f.limit_id;

  insert into provost.events
  select e.* from gone g
  join provost.concurrency_limits l on l.id = g.limit_id and l.deployment_id is null
  cross join lateral provost_private.slot_event('released', l, g::provost_private.slots, v_now) e
  where g.granted is not null and not g.is_rate;

  perform provost_private.ring_doorbell('provost_slots', lease::text)
  from provost_private.grant_slots(v_ids, v_now) lease;

  perform provost_private.wake_for_slots(v_ids);
  return null;
end
$$;
