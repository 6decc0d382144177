-- The worker that holds a run now, if one does: a field of every flow run in GraphQL.
create or replace function provost.flow_runs_worker(flow_run provost.flow_runs)
returns provost.workers
language sql stable security definer
begin atomic
  select w.* from provost_private.active_runs a join provost.workers w on w.id = a.worker_id
  where a.flow_run_id = flow_run.id;
end;
