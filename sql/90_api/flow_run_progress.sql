-- Where a flow run stands: what somebody who follows it live asks again and again. No row
-- when there is no such run. Takes no locks.
create or replace function provost_private.flow_run_progress(p_flow_run_id uuid)
returns table (
  state_type provost.state_type, state_name text, state_count integer, is_finished boolean,
  next_scheduled_start_time timestamptz, task_run_counts jsonb, running_tasks text[]
)
language sql stable security definer
begin atomic
  select r.state_type, r.state_name, r.state_count, provost_private.is_terminal(r.state_type),
    r.next_scheduled_start_time, provost_private.task_run_counts(r.id),
    array(
      select t.name from provost.task_runs t
      where t.flow_run_id = r.id and t.state_type = 'RUNNING'
      order by t.start_time limit 5)
  from provost.flow_runs r where r.id = p_flow_run_id;
end;
