-- For each of the runs given that exists: a text that is another one after every change of its
-- state, its task runs or its logs, and whether it has finished. The GraphQL server asks this for
-- the runs that somebody follows live. Takes no locks.
create or replace function provost.flow_run_versions(flow_run_ids uuid[])
returns table (flow_run_id uuid, version text, is_finished boolean)
language sql stable security definer
begin atomic
  select r.id, concat_ws(' ', r.state_count, task.changes, log.newest),
    provost_private.is_terminal(r.state_type)
  from unnest(flow_run_versions.flow_run_ids) as i (id)
  join provost.flow_runs r on r.id = i.id
  cross join lateral (
    select coalesce(sum(t.state_count), 0) as changes
    from provost.task_runs t where t.flow_run_id = r.id
  ) task
  left join lateral (
    select l.id as newest from provost.logs l where l.flow_run_id = r.id order by l.id desc limit 1
  ) log on true;
end;
