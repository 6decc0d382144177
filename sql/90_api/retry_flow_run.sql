-- Runs a flow run again that has ended, as its next attempt: it waits for a worker like any other.
--   failedOnly  what has completed answers its result, and only what has not runs again (default)
--   fromTask    the task run `from_task`, and all that started after it, run again
--   all         everything runs again
-- Task runs that completed and run again are kept in provost.earlier_task_runs.
create or replace function provost.retry_flow_run(
  flow_run_id uuid, mode text default null, from_task text default null
) returns provost.flow_runs
language sql volatile security definer
begin atomic
  select provost_private.retry_run(
    retry_flow_run.flow_run_id, retry_flow_run.mode, retry_flow_run.from_task, false);
end;
