-- Log lines of a flow run, or of one task run of it, at most `p_limit`: those after the line
-- `p_after`, oldest first, or the newest ones, newest first. All are a range of the primary key.
-- Takes no locks.
create or replace function provost_private.read_logs(
  p_flow_run_id uuid, p_after uuid default null, p_limit integer default 1000,
  p_newest_first boolean default false, p_task_run_id uuid default null
) returns table (
  id uuid, "timestamp" timestamptz, level integer, name text, message text, task_run_id uuid,
  task_run_name text
)
language plpgsql stable security definer set search_path = ''
set plan_cache_mode = force_custom_plan
as $$
begin
  if p_newest_first then
    return query
    select l.id, l.timestamp, l.level, l.name, l.message, l.task_run_id, t.name
    from provost.logs l left join provost.task_runs t on t.id = l.task_run_id
    where l.flow_run_id = p_flow_run_id and (p_after is null or l.id > p_after)
      and (p_task_run_id is null or l.task_run_id = p_task_run_id)
    order by l.id desc limit p_limit;
  else
    return query
    select l.id, l.timestamp, l.level, l.name, l.message, l.task_run_id, t.name
    from provost.logs l left join provost.task_runs t on t.id = l.task_run_id
    where l.flow_run_id = p_flow_run_id and (p_after is null or l.id > p_after)
      and (p_task_run_id is null or l.task_run_id = p_task_run_id)
    order by l.id limit p_limit;
  end if;
end
$$;
