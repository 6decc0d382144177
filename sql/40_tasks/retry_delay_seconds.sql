-- How long a failed attempt waits before the next: the delay at its place in the list (the
-- last one repeats), spread by jitter; or the one that the attempt has asked for, which jitter only
-- makes longer, so that many that were told the same time do not all come back at once. 100 years
-- at most: a longer one could not be added to a time, and would fail all that is recorded with it.
create or replace function provost_private.retry_delay_seconds(
  p_delays double precision[], p_run_count integer, p_jitter_factor double precision,
  p_asked_for double precision default null
) returns double precision
language sql volatile
return least(3155760000, case
  when p_asked_for is null then provost_private.spread_delay(
    coalesce(p_delays[least(greatest(p_run_count, 1), cardinality(p_delays))], 0), p_jitter_factor)
  when p_jitter_factor > 0 then provost_private.bounded_poisson_interval(
    p_asked_for, p_asked_for * (1 + p_jitter_factor))
  else p_asked_for
end);
