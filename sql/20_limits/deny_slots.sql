-- Ends requests that were not granted and do not wait, and answers when each should ask again.
-- The caller holds the locks of their limits.
create or replace function provost_private.deny_slots(p_lease_ids uuid[], p_now timestamptz)
returns table (lease_id uuid, retry_after double precision)
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
as $$
begin
  return query
  select w.lease_id, provost_private.seconds_until_slots(
    w.name, w."limit", w.slot_decay_per_second, w.avg_slot_occupancy_seconds, w.wanted)
  from (
    -- Of several limits, the one that is sought after most.
    select distinct on (s.lease_id) s.lease_id, l.*, s.slots + d.denied as wanted
    from provost_private.slots s
    join provost.concurrency_limits l on l.id = s.limit_id
    cross join lateral (
      select ceil(provost_private.decayed_slots(
        l.denied_count, provost_private.denied_decay_per_second(
          l.name, l.slot_decay_per_second, l.avg_slot_occupancy_seconds),
        l.counted, p_now)) as denied
    ) d
    where s.lease_id = any (p_lease_ids)
    order by s.lease_id, (s.slots + d.denied)
      / case when l.slot_decay_per_second > 0 then 1 else greatest(l."limit", 1) end desc
  ) w;

  update provost.concurrency_limits l
  set denied_count = s.slots + provost_private.decayed_slots(
        l.denied_count, provost_private.denied_decay_per_second(
          l.name, l.slot_decay_per_second, l.avg_slot_occupancy_seconds), l.counted, p_now),
      decaying_count = provost_private.decayed_slots(
        l.decaying_count, l.slot_decay_per_second, l.counted, p_now),
      counted = p_now
  from (
    select x.limit_id, sum(x.slots) as slots from provost_private.slots x
    where x.lease_id = any (p_lease_ids) group by x.limit_id
  ) s
  where l.id = s.limit_id;

  delete from provost_private.slots s where s.lease_id = any (p_lease_ids);
end
$$;
