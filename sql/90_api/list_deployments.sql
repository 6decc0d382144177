-- The deployments by name, of some flows or of all, each with its schedules and its newest
-- run; those of tasks are not among them. A flow that does not exist is refused with VONFD.
-- For people to read: the CLI calls it. Takes no locks.
create or replace function provost_private.list_deployments(p_flows text[] default null)
returns table (
  id uuid, name text, flow_name text, work_pool text, work_queue text, entrypoint text,
  paused boolean, tags text[], schedules jsonb, last_run_id uuid, last_run_state text,
  last_run_time timestamptz, created timestamptz, updated timestamptz, status text
)
language sql stable security definer
begin atomic
  select d.id, d.full_name, f.name, p.name, q.name, d.entrypoint, d.paused, d.tags,
    provost_private.deployment_schedules_json(d.id), last.id, last.state_name,
    last.state_timestamp, d.created, d.updated, provost.deployments_status(d)
  from provost.deployments d
  join provost.flows f on f.id = d.flow_id
  left join provost.work_queues q on q.id = d.work_queue_id
  left join provost.work_pools p on p.id = q.work_pool_id
  left join lateral (
    select r.id, r.state_name, r.state_timestamp from provost.flow_runs r
    where r.deployment_id = d.id order by r.id desc limit 1
  ) last on true
  where d.kind = 'flow' and (
    p_flows is null or f.id = any ((select provost_private.find_flows(p_flows))::uuid[]))
  order by d.full_name;
end;
