-- A delay, spread at random: drawn from an exponential distribution cut at delay * (1 + factor)
-- and, below, where the mean stays about the delay (Prefect's clamped Poisson interval). No delay
-- or no factor means no spread.
create or replace function provost_private.spread_delay(
  p_delay double precision, p_factor double precision
) returns double precision
language plpgsql volatile set search_path = ''
as $$
declare
  v_upper double precision := least(1 + p_factor, 50);
  v_lower double precision;
begin
  if p_delay <= 0 or coalesce(p_factor, 0) <= 0 then
    return greatest(p_delay, 0);
  end if;
  v_lower := ln(2 ^ v_upper / (2 ^ v_upper - 1)) / ln(2.0::double precision);
  -- The inverse of the exponential distribution, between its values at both bounds.
  return p_delay * -ln(1 - (
    (1 - exp(-v_lower)) + random() * (exp(-v_lower) - exp(-v_upper))));
end
$$;
