-- The runs that are under way in a pool, or in one of its queues, which their limits count, the
-- oldest first. For people to read: the CLI calls it. Takes no locks.
create or replace function provost_private.list_work_slots(
  p_work_pool text, p_work_queue text default null, p_limit integer default 200
) returns table (
  id uuid, name text, deployment text, work_queue text, state_type provost.state_type,
  state_name text, since timestamptz, worker text
)
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
begin
  perform provost_private.find_work_queue(p_work_pool, p_work_queue);
  return query
  select r.id, r.name, r.deployment, q.name, r.state_type, r.state_name,
    coalesce(a.claimed_at, r.state_timestamp), w.name
  from provost.work_pools p
  join provost.work_queues q on q.work_pool_id = p.id
  join provost.flow_runs r
    on r.work_queue_id = q.id and r.state_type in ('PENDING', 'RUNNING')
  left join provost_private.active_runs a on a.flow_run_id = r.id
  left join provost.workers w on w.id = a.worker_id
  where p.name = p_work_pool and (p_work_queue is null or q.name = p_work_queue)
  order by 7, r.id limit p_limit;
end
$$;
