-- How late a task run started, or is by now if it has not started, in seconds: a field of
-- every task run in GraphQL. 0 when it is, or was, in time.
create or replace function provost.task_runs_estimated_start_time_delta(task_run provost.task_runs)
returns double precision
language sql stable security definer
return greatest(extract(epoch from case
  when task_run.start_time is not null
    then task_run.start_time - coalesce(task_run.expected_start_time, task_run.start_time)
  when provost_private.is_terminal(task_run.state_type) then interval '0'
  else provost_private.clock_now() - coalesce(task_run.expected_start_time, task_run.start_time)
end), 0)::double precision;
