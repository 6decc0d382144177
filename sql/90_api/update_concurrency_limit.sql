-- Changes what is given of a concurrency limit, and answers it. Slots that are held stay held when
-- the limit is lowered below them; nobody gets any before they are given back. Who waits is
-- served when there is room now.
create or replace function provost.update_concurrency_limit(
  name text, "limit" integer default null, active boolean default null,
  slot_decay_per_second double precision default null, active_slots integer default null,
  denied_slots integer default null
) returns provost.concurrency_limits
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_now timestamptz;
  v_locked uuid[];
  v_limit provost.concurrency_limits;
begin
  perform provost_private.refuse_limit_of_deployment(update_concurrency_limit.name);
  perform provost_private.check_limit_arguments(
    "limit", slot_decay_per_second, active_slots, denied_slots);
  v_locked := provost_private.lock_limits(array(
    select l.id from provost.concurrency_limits l where l.name = update_concurrency_limit.name));
  v_limit := provost_private.find_concurrency_limit(update_concurrency_limit.name);
  v_now := provost_private.clock_now();

  update provost.concurrency_limits l
  set "limit" = coalesce(update_concurrency_limit."limit", l."limit"),
      active = coalesce(update_concurrency_limit.active, l.active),
      slot_decay_per_second =
        coalesce(update_concurrency_limit.slot_decay_per_second, l.slot_decay_per_second),
      decaying_count = provost_private.decayed_slots(
        l.decaying_count, l.slot_decay_per_second, l.counted, v_now),
      denied_count = coalesce(denied_slots, provost_private.decayed_slots(
        l.denied_count, provost_private.denied_decay_per_second(
          l.name, l.slot_decay_per_second, l.avg_slot_occupancy_seconds), l.counted, v_now)),
      counted = v_now, updated = v_now
  where l.id = v_limit.id returning l.* into v_limit;
  if active_slots is not null then
    perform provost_private.set_active_slots(v_limit, active_slots, v_now);
    select l.* into v_limit from provost.concurrency_limits l where l.id = v_limit.id;
  end if;
  perform provost_private.ring_doorbell('provost_slots', lease::text)
  from provost_private.grant_slots(v_locked, v_now) lease;
  return v_limit;
end
$$;
