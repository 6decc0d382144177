-- Gives slots back, or leaves the queues for them; leases that are gone already are no matter.
-- Answers how many leases there were. See settle_freed_slots for who gets the slots.
create or replace function provost_private.free_slots(p_lease_ids uuid[]) returns integer
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
declare
  v_limits uuid[] := array(
    select distinct s.limit_id from provost_private.slots s where s.lease_id = any (p_lease_ids));
  v_freed integer;
begin
  if v_limits = '{}' then
    return 0;
  end if;
  -- Whoever takes a limit away, or all of its slots, has the limit and then wants the slots.
  perform provost_private.lock_limits(v_limits, p_lease_ids);
  with gone as (
    delete from provost_private.slots s where s.lease_id = any (p_lease_ids) returning s.lease_id
  )
  select count(distinct g.lease_id) into v_freed from gone g;
  return v_freed;
end
$$;
