-- The work pools by name, each with its queues, its live workers, the runs that they hold
-- and those that are due (counted no further than 1000). For people to read: the CLI calls
-- it. Takes no locks.
create or replace function provost_private.list_work_pools()
returns table (
  id uuid, name text, type text, description text, is_paused boolean, status text,
  concurrency_limit integer, work_queues jsonb, workers integer, capacity integer,
  running integer, due integer, created timestamptz
)
language sql stable security definer
begin atomic
  select p.id, p.name, p.type, p.description, p.is_paused, provost.work_pools_status(p),
    p.concurrency_limit,
    (select coalesce(jsonb_agg(jsonb_build_object(
        'name', q.name, 'priority', q.priority, 'is_paused', q.is_paused)
        order by q.priority, q.name), '[]')
      from provost.work_queues q where q.work_pool_id = p.id),
    live.workers, live.capacity, live.running,
    provost_private.count_due_flow_runs(p.id, provost_private.clock_now(), 1000), p.created
  from provost.work_pools p
  cross join lateral (
    select count(*)::integer as workers, coalesce(sum(w.concurrency_limit), 0)::integer as capacity,
      coalesce(sum((
        select count(*) from provost_private.active_runs a where a.worker_id = w.id)), 0)::integer
        as running
    from provost.workers w
    where w.work_pool_id = p.id and w.kind = 'worker' and w.status <> 'OFFLINE'
  ) live
  order by p.name;
end;
