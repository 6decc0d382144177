-- The tasks that run in the background, by name: how many of their runs are due (counted no
-- further than 1000) and how many run, how many live workers serve them, and the newest run. For
-- people to read: the CLI calls it. Takes no locks.
create or replace function provost_private.list_tasks()
returns table (
  id uuid, name text, description text, version text, tags text[], is_paused boolean,
  servers integer, due integer, running integer, last_run_id uuid, last_run_state text,
  last_run_time timestamptz, created timestamptz
)
language sql stable security definer
begin atomic
  select d.id, d.full_name, d.description, d.version, d.tags, q.is_paused or p.is_paused,
    (select count(*)::integer from provost.workers w
      where w.work_pool_id = p.id and w.kind = 'worker' and w.status = 'ONLINE'
        and (w.work_queues is null or q.name = any (w.work_queues))),
    provost_private.count_due_flow_runs(
      p.id, provost_private.clock_now(), 1000, array[q.name]),
    (select count(*)::integer
      from provost_private.active_runs a join provost.flow_runs r on r.id = a.flow_run_id
      where r.deployment_id = d.id),
    last.id, last.state_name, last.state_timestamp, d.created
  from provost.deployments d
  left join provost.work_queues q on q.id = d.work_queue_id
  left join provost.work_pools p on p.id = q.work_pool_id
  left join lateral (
    select r.id, r.state_name, r.state_timestamp from provost.flow_runs r
    where r.deployment_id = d.id order by r.id desc limit 1
  ) last on true
  where d.kind = 'task'
  order by d.full_name;
end;
