-- How long a failed attempt waits before the next: the delay at its place in the list (the
-- last one repeats), spread by jitter. With a factor, the wait is drawn from an exponential
-- distribution cut at delay * (1 + factor) and, below, where the mean stays about the delay
-- (Prefect's clamped Poisson interval). No delay means no jitter.
create or replace function provost_private.retry_delay_seconds(
  p_delays double precision[], p_run_count integer, p_jitter_factor double precision
) returns double precision
language plpgsql volatile set search_path = ''
as $$
declare
  v_delay double precision :=
    coalesce(p_delays[least(greatest(p_run_count, 1), cardinality(p_delays))], 0);
  v_upper double precision := 1 + p_jitter_factor;
  v_lower double precision;
begin
  if v_delay <= 0 or coalesce(p_jitter_factor, 0) <= 0 then
    return greatest(v_delay, 0);
  end if;
  v_upper := least(v_upper, 50);
  v_lower := ln(2 ^ v_upper / (2 ^ v_upper - 1)) / ln(2.0::double precision);
  -- The inverse of the exponential distribution, between its values at both bounds.
  return v_delay * -ln(1 - (
    (1 - exp(-v_lower)) + random() * (exp(-v_lower) - exp(-v_upper))));
end
$$;
