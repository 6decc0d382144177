-- Asks for the bell `provost_flow_run` (payload: the run's id) to ring whenever this run
-- changes during the next minute; call it again to go on. Runs that nobody watches ring none.
create or replace function provost.watch_flow_run(flow_run_id uuid) returns void
language sql volatile security definer
begin atomic
  insert into provost_private.watched_runs as w (flow_run_id, watched_until)
  values (watch_flow_run.flow_run_id, provost_private.clock_now() + interval '1 minute')
  on conflict on constraint watched_runs_pkey do update set watched_until = excluded.watched_until;
end;
