-- How many slots of each limit may be given out now; a limit that is switched off has room for
-- all. The caller holds the locks of the limits, and asks in a statement of its own after it got
-- them: a statement that waited for a lock would count what was true before.
create or replace function provost_private.room_of_limits(p_ids uuid[], p_now timestamptz)
returns table (limit_id uuid, size integer, room integer, decays boolean)
language sql stable
begin atomic
  select l.id, case when l.active then l."limit" else 2147483647 end,
    case
      when not l.active then 2147483647
      when l.slot_decay_per_second > 0 then greatest(l."limit" - ceil(
        provost_private.decayed_slots(
          l.decaying_count, l.slot_decay_per_second, l.counted, p_now) - 1e-9), 0)::integer
      else greatest(l."limit" - provost_private.slots_held(l.id, p_now), 0)
    end,
    l.active and l.slot_decay_per_second > 0
  from provost.concurrency_limits l where l.id = any (p_ids);
end;
