-- Makes a limit, which the caller has locked, count this many slots as taken, on an operator's
-- word: more by a lease of nobody, fewer by taking those away that no flow run holds.
create or replace function provost_private.set_active_slots(
  p_limit provost.concurrency_limits, p_slots integer, p_now timestamptz
) returns void
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
as $$
declare
  v_held integer := provost_private.slots_held(p_limit.id, p_now);
begin
  if p_limit.slot_decay_per_second > 0 then
    update provost.concurrency_limits l set decaying_count = p_slots, counted = p_now,
      denied_count = provost_private.decayed_slots(
        l.denied_count, l.slot_decay_per_second, l.counted, p_now)
    where l.id = p_limit.id;
  elsif p_slots < v_held then
    perform provost_private.release_oldest_slots(array[p_limit.id], v_held - p_slots, p_now);
  elsif p_slots > v_held then
    insert into provost_private.slots (
      limit_id, lease_id, slots, ticket, holder, requested, granted)
    values (p_limit.id, provost_private.new_id(), p_slots - v_held,
      nextval('provost_private.slot_tickets'), 'operator', p_now, p_now);
  end if;
end
$$;
