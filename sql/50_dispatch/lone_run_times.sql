-- How long a run that may be what ends its workers waits in one until it is alone there, at most,
-- and how long it then stays alone: twice as long after each further crash. It waits for a part of
-- its own time only. What this is for tells crashed_runs; workers call it.
create or replace function provost_private.lone_run_times(
  p_crash_count integer, p_timeout_seconds double precision
) returns table (wait_seconds double precision, alone_seconds double precision)
language sql immutable
begin atomic
  select least(10, p_timeout_seconds / 4), 5 * 2 ^ greatest(p_crash_count - 2, 0);
end;
