-- Asks for the bell `provost_flow_run` (payload: the run's id) to ring whenever one of these runs
-- changes during the next minute; call it again to go on. Runs that nobody watches ring none.
create or replace function provost_private.watch_flow_runs(p_ids uuid[]) returns void
language sql volatile security definer
begin atomic
  insert into provost_private.watched_runs as w (flow_run_id, watched_until)
  select distinct i.id, provost_private.clock_now() + interval '1 minute'
  from unnest(p_ids) as i (id) order by i.id
  on conflict on constraint watched_runs_pkey do update set watched_until = excluded.watched_until;
end;
