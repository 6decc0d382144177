-- Task runs that fit every filter given: those of the newest flow runs first, and of each the
-- newest first. Of all flow runs, the newest 100,000 task runs are looked through. For people to
-- read: the CLI calls it. Planned anew for each call, so that filters left out cost nothing. A
-- range of the primary key, of which the runs at its end are sorted; takes no locks.
create or replace function provost_private.search_task_runs(
  p_flow_run_id uuid default null, p_state_types provost.state_type[] default null,
  p_state_names text[] default null, p_task_names text[] default null,
  p_names text[] default null, p_limit integer default 50
) returns table (
  id uuid, flow_run_id uuid, key text, name text, task_name text,
  state_type provost.state_type, state_name text, state_message text, run_count integer,
  start_time timestamptz, end_time timestamptz, tags text[]
)
language plpgsql stable security definer set search_path = ''
set plan_cache_mode = force_custom_plan
as $$
begin
  return query
  select t.id, t.flow_run_id, t.key, t.name, t.task_name, t.state_type, t.state_name,
    t.state_message, t.run_count, t.start_time, t.end_time, t.tags
  from (
    select n.* from provost.task_runs n
    where p_flow_run_id is null or n.flow_run_id = p_flow_run_id
    order by n.flow_run_id desc, n.key desc limit 100000
  ) t
  where (p_state_types is null or t.state_type = any (p_state_types))
    and (p_state_names is null or t.state_name = any (p_state_names))
    and (p_task_names is null or t.task_name = any (p_task_names))
    and (p_names is null or t.name = any (p_names))
  order by t.flow_run_id desc, t.id desc limit p_limit;
end
$$;
