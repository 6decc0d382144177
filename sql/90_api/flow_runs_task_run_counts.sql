-- How many task runs of a run are in which type of state: a field of every flow run in GraphQL.
-- Reads all task runs of the run.
create or replace function provost.flow_runs_task_run_counts(flow_run provost.flow_runs)
returns jsonb
language sql stable security definer
return provost_private.task_run_counts(flow_run.id);
