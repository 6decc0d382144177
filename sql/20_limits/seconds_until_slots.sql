-- About how long a refused caller should wait before it asks again: the time in which the slots
-- that it wants, and those that others were denied before it, come back. Spread at random, so
-- that those who were refused together do not come back together.
create or replace function provost_private.seconds_until_slots(
  p_limit text, p_size integer, p_slot_decay double precision, p_avg_occupancy double precision,
  p_wanted double precision
) returns double precision
language sql volatile
begin atomic
  select provost_private.spread_delay(
    case when p_slot_decay > 0 then p_wanted / p_slot_decay
      else least(
        least(p_avg_occupancy, cap.seconds) * p_wanted / greatest(p_size, 1), cap.seconds)
    end, 0.3)
  from (select provost_private.longest_slot_wait(p_limit) as seconds) cap;
end;
