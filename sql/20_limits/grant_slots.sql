-- ★ Where slots are given out: serves those who wait for slots of these limits, which the caller
-- has locked (lock_limits), and answers whom it served. First come, first served: on no limit is
-- anybody overtaken, unless there is room for both. A lease over several limits gets all of its
-- slots or none; while it waits for one limit, its place in the queues of the others is kept.
-- Touches every limit that it gives slots of, so that a transaction with an older view of the
-- limit cannot give out the same slots; and tells of each lease in an event.
create or replace function provost_private.grant_slots(p_limit_ids uuid[], p_now timestamptz)
returns setof uuid
language sql volatile
begin atomic
  with room as materialized (
    select * from provost_private.room_of_limits(p_limit_ids, p_now)
  ),
  next_in_line as materialized (
    select w.lease_id, w.limit_id, r.room,
      sum(w.slots) over (partition by w.limit_id order by w.ticket, w.lease_id) as wanted
    from room r
    cross join lateral (
      select s.lease_id, s.limit_id, s.slots, s.ticket from provost_private.slots s
      where s.limit_id = r.limit_id and s.granted is null
        and (s.expires is null or s.expires > p_now) and s.slots <= r.size
      order by s.ticket limit r.room for update skip locked
    ) w
  ),
  served as (
    select n.lease_id from next_in_line n where n.wanted <= n.room
    group by n.lease_id
    having count(*) = (
      select count(*) from provost_private.slots s where s.lease_id = n.lease_id)
  ),
  granted as (
    update provost_private.slots s
    set granted = p_now, expires = p_now + make_interval(secs => s.lease_seconds)
    from served v where s.lease_id = v.lease_id
    returning s.*
  ),
  touched as (
    update provost.concurrency_limits l
    set decaying_count = g.decaying + provost_private.decayed_slots(
          l.decaying_count, l.slot_decay_per_second, l.counted, p_now),
        denied_count = provost_private.decayed_slots(
          l.denied_count, provost_private.denied_decay_per_second(
            l.name, l.slot_decay_per_second, l.avg_slot_occupancy_seconds), l.counted, p_now),
        counted = p_now
    from (
      select t.limit_id, sum(case when r.decays then t.slots else 0 end) as decaying
      from granted t join room r on r.limit_id = t.limit_id group by t.limit_id
    ) g
    where l.id = g.limit_id
  ),
  told as (
    insert into provost.events
    select e.* from granted g
    join provost.concurrency_limits l on l.id = g.limit_id
    cross join lateral provost_private.slot_event('acquired', l, g::provost_private.slots, p_now) e
  )
  select distinct lease_id from granted;
end;
