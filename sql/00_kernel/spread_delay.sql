-- A delay, spread at random (clamped_poisson_interval). No delay or no factor means no spread.
create or replace function provost_private.spread_delay(
  p_delay double precision, p_factor double precision
) returns double precision
language sql volatile
return case
  when p_delay > 0 and p_factor > 0
    then provost_private.clamped_poisson_interval(p_delay, p_factor)
  else greatest(p_delay, 0)
end;
