-- How fast denied requests are forgotten: as fast as slots come back.
create or replace function provost_private.denied_decay_per_second(
  p_limit text, p_slot_decay double precision, p_avg_occupancy double precision
) returns double precision
language sql immutable parallel safe
return case
  when p_slot_decay > 0 then p_slot_decay
  else 1 / greatest(least(p_avg_occupancy, provost_private.longest_slot_wait(p_limit)), 0.1)
end;
