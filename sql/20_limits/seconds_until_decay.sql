-- After how many seconds it is worth to look again for leases that wait for slots which decay:
-- nothing else tells them. Null when only a release can help.
create or replace function provost_private.seconds_until_decay(
  p_lease_id uuid, p_now timestamptz
) returns double precision
language sql stable
begin atomic
  select max(greatest(
    (provost_private.decayed_slots(l.decaying_count, l.slot_decay_per_second, l.counted, p_now)
      + ahead.slots - l."limit") / l.slot_decay_per_second, 0.001))
  from provost_private.slots s
  join provost.concurrency_limits l
    on l.id = s.limit_id and l.active and l.slot_decay_per_second > 0
  cross join lateral (
    select sum(o.slots) as slots from provost_private.slots o
    where o.limit_id = s.limit_id and o.granted is null and o.ticket <= s.ticket
      and (o.expires is null or o.expires > p_now)
  ) ahead
  where s.lease_id = p_lease_id and s.granted is null;
end;
