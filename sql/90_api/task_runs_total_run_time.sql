-- How long a task run has been Running so far, all attempts together, in seconds: a field of every
-- task run in GraphQL. Without the stretch that goes on now; see task_runs_estimated_run_time.
create or replace function provost.task_runs_total_run_time(task_run provost.task_runs)
returns double precision
language sql immutable parallel safe
return extract(epoch from coalesce(
  task_run.total_run_time, task_run.end_time - task_run.start_time, interval '0'
))::double precision;
