-- The task runs of a flow run in the order in which they started, at most `p_limit`. For
-- people to read: the CLI calls it. Takes no locks.
create or replace function provost_private.list_task_runs(
  p_flow_run_id uuid, p_limit integer default 100
) returns table (
  id uuid, key text, name text, task_name text, state_type provost.state_type, state_name text,
  state_message text, run_count integer, start_time timestamptz, end_time timestamptz, tags text[]
)
language sql stable security definer
begin atomic
  select t.id, t.key, t.name, t.task_name, t.state_type, t.state_name, t.state_message,
    t.run_count, t.start_time, t.end_time, t.tags
  from provost.task_runs t where t.flow_run_id = p_flow_run_id
  order by t.start_time, t.id limit p_limit;
end;
