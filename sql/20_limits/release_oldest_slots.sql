-- Frees a number of slots of each limit, oldest first, of those that no flow run holds; part of a
-- lease, if need be. The caller holds the locks of the limits, and of those for which their waiters
-- wait as well. Answers how many were freed of each limit, and how many of them with their lease:
-- settle_freed_slots has counted those that come back by themselves.
create or replace function provost_private.release_oldest_slots(
  p_limit_ids uuid[], p_slots integer, p_now timestamptz
) returns table (limit_id uuid, freed integer, freed_with_lease integer)
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
as $$
begin
  -- Who deletes one at this moment waits for the limits.
  return query
  with held as (
    select s.limit_id, s.lease_id, s.slots, s.ticket, s.is_rate from provost_private.slots s
    where s.limit_id = any (p_limit_ids) and s.granted is not null and s.flow_run_id is null
      and (s.expires is null or s.expires > p_now)
    for update skip locked
  ),
  oldest as (
    select h.limit_id, h.lease_id, h.slots, h.is_rate,
      least(h.slots, p_slots - sum(h.slots) over (
        partition by h.limit_id order by h.ticket, h.lease_id) + h.slots) as freed
    from held h
  ),
  reduced as (
    update provost_private.slots s set slots = s.slots - o.freed
    from oldest o
    where s.limit_id = o.limit_id and s.lease_id = o.lease_id and o.freed between 1 and o.slots - 1
  ),
  ended as (
    delete from provost_private.slots s using oldest o
    where s.limit_id = o.limit_id and s.lease_id = o.lease_id and o.freed = o.slots
  )
  select o.limit_id, sum(o.freed)::integer,
    coalesce(sum(o.freed) filter (where o.freed = o.slots and not o.is_rate), 0)::integer
  from oldest o where o.freed > 0 group by o.limit_id;

  perform provost_private.ring_doorbell('provost_slots', lease::text)
  from provost_private.grant_slots(provost_private.lock_limits(p_limit_ids), p_now) lease;
end
$$;
