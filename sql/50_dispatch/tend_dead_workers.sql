-- What any process does once a second about workers that are known to be dead: cuts off sessions
-- that stand in the way, and gives the runs to others. Waits for nobody, and does not depend on how
-- the rest of tend_flow_runs fares.
create or replace function provost_private.tend_dead_workers() returns void
language plpgsql volatile security definer set search_path = '' set lock_timeout = '1s'
as $$
begin
  perform provost_private.cut_off_dead_workers();
  perform provost_private.release_orphaned_runs();
end
$$;
