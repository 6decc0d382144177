-- What any process does about workers that are known to be dead, all of them together once in so
-- many seconds: cuts off sessions that stand in the way, and gives the runs to others. Waits for
-- nobody, and does not depend on how the rest of tend_flow_runs fares.
create or replace function provost_private.tend_dead_workers(
  p_every_seconds double precision default 0
) returns void
language plpgsql volatile security definer set search_path = '' set lock_timeout = '1s'
as $$
begin
  if not provost_private.take_turn('dead_workers', p_every_seconds) then
    return;
  end if;
  perform provost_private.cut_off_dead_workers();
  perform provost_private.release_orphaned_runs();
end
$$;
