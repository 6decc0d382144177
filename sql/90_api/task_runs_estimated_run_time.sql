-- How long a task run has been Running up to now, in seconds: a field of every task run in GraphQL.
create or replace function provost.task_runs_estimated_run_time(task_run provost.task_runs)
returns double precision
language sql stable security definer
return provost.task_runs_total_run_time(task_run) + case task_run.state_type
  when 'RUNNING' then greatest(extract(epoch from
    provost_private.clock_now() - task_run.state_timestamp), 0)
  else 0 end::double precision;
