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
  v_locked uuid[];
  v_released integer;
begin
  perform provost_private.check_slot_arguments(names, slots, 'concurrency', 300);
  v_locked := provost_private.lock_limits(array(
    select l.id from provost.concurrency_limits l
    where l.name = any (release_concurrency_slots.names)));
  v_now := provost_private.clock_now();
  v_released := provost_private.release_oldest_slots(v_locked, slots, v_now);
  update provost.concurrency_limits l
  set decaying_count = greatest(provost_private.decayed_slots(
        l.decaying_count, l.slot_decay_per_second, l.counted, v_now)
        - release_concurrency_slots.slots, 0),
      denied_count = provost_private.decayed_slots(
        l.denied_count, provost_private.denied_decay_per_second(
          l.name, l.slot_decay_per_second, l.avg_slot_occupancy_seconds), l.counted, v_now),
      counted = v_now,
      avg_slot_occupancy_seconds = l.avg_slot_occupancy_seconds + coalesce(
        (greatest(occupancy_seconds / release_concurrency_slots.slots, 0.1)
          - l.avg_slot_occupancy_seconds) / (greatest(l."limit", 1) * 2), 0)
  where l.id = any (v_locked) and l.name = any (release_concurrency_slots.names);
  return v_released;
end
$$;
