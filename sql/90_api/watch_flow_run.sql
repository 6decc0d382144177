-- Asks for the bell `provost_flow_run` (payload: the run's id) to ring whenever this run
-- changes during the next minute; call it again to go on. Runs that nobody watches ring none.
create or replace function provost.watch_flow_run(flow_run_id uuid) returns void
language sql volatile security definer
begin atomic
  select provost_private.watch_flow_runs(array[watch_flow_run.flow_run_id]);
end;
