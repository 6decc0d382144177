-- Gives back a number of slots of each limit that is named, without a lease: the oldest of those
-- that no flow run holds. Answers how many slots were given back.
-- `occupancy_seconds`: how long they were held, if the caller knows better.
create or replace function provost.release_concurrency_slots(
  names text[], slots integer default 1, occupancy_seconds double precision default null
) returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_now timestamptz;
  v_ids uuid[] := array(
    select l.id from provost.concurrency_limits l
    where l.name = any (release_concurrency_slots.names));
  v_averages jsonb;
  v_with_leases jsonb;
  v_released integer;
begin
  perform provost_private.check_slot_arguments(names, slots, 'concurrency', 300);
  if occupancy_seconds between 0 and 3155760000 is false then
    perform provost_private.fail_with('VOARG',
      format('Expected occupancy_seconds from 0 to 3155760000, got %s.', occupancy_seconds), null,
      'Leave it out unless you have measured how long the slots were held.');
  end if;
  perform provost_private.lock_limits(v_ids);
  v_now := provost_private.clock_now();
  -- What the caller measured takes the place of how long the slots are known to have been held.
  v_averages := (
    select jsonb_object_agg(l.id, l.avg_slot_occupancy_seconds)
    from provost.concurrency_limits l
    where l.id = any (v_ids) and occupancy_seconds is not null);
  select coalesce(sum(r.freed), 0), jsonb_object_agg(r.limit_id, r.freed_with_lease)
  into v_released, v_with_leases
  from provost_private.release_oldest_slots(v_ids, slots, v_now) r;
  update provost.concurrency_limits l
  set decaying_count = greatest(provost_private.decayed_slots(
        l.decaying_count, l.slot_decay_per_second, l.counted, v_now)
        - (release_concurrency_slots.slots - coalesce((v_with_leases ->> l.id::text)::integer, 0)),
        0),
      denied_count = provost_private.decayed_slots(
        l.denied_count, provost_private.denied_decay_per_second(
          l.name, l.slot_decay_per_second, l.avg_slot_occupancy_seconds), l.counted, v_now),
      counted = v_now,
      avg_slot_occupancy_seconds = coalesce(
        a.average + (greatest(occupancy_seconds / release_concurrency_slots.slots, 0.1) - a.average)
          / (greatest(l."limit", 1) * 2),
        l.avg_slot_occupancy_seconds)
  from unnest(v_ids) i (id)
  cross join lateral (select (v_averages ->> i.id::text)::double precision as average) a
  where l.id = i.id;
  return v_released;
end
$$;
