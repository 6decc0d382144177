-- Frees a number of slots of each limit, oldest first, of those that no flow run holds; part of a
-- lease, if need be. The caller holds the locks of the limits, and of those for which their waiters
-- wait as well. Answers how many were freed.
create or replace function provost_private.release_oldest_slots(
  p_limit_ids uuid[], p_slots integer, p_now timestamptz
) returns integer
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
as $$
declare
  v_released integer;
begin
  -- Who deletes one at this moment waits for the limits.
  with held as (
    select s.limit_id, s.lease_id, s.slots, s.ticket from provost_private.slots s
    where s.limit_id = any (p_limit_ids) and s.granted is not null and s.flow_run_id is null
      and (s.expires is null or s.expires > p_now)
    for update skip locked
  ),
  oldest as (
    select h.limit_id, h.lease_id, h.slots,
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
  select coalesce(sum(o.freed), 0) into v_released from oldest o where o.freed > 0;

  perform provost_private.ring_doorbell('provost_slots', lease::text)
  from provost_private.grant_slots(provost_private.lock_limits(p_limit_ids), p_now) lease;
  return v_released;
end
$$;
