-- How long a failed attempt waits before the next: the delay at its place in the list (the
-- last one repeats), spread by jitter.
create or replace function provost_private.retry_delay_seconds(
  p_delays double precision[], p_run_count integer, p_jitter_factor double precision
) returns double precision
language sql volatile
return provost_private.spread_delay(
  coalesce(p_delays[least(greatest(p_run_count, 1), cardinality(p_delays))], 0), p_jitter_factor);
