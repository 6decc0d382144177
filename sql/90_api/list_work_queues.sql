-- The work queues, of one pool or of all, the most urgent first; `late` is counted among
-- the 1000 runs that are due the longest. For people to read: the CLI calls it. Takes no locks.
create or replace function provost_private.list_work_queues(
  p_work_pool text default null, p_work_queue text default null
) returns table (
  id uuid, work_pool text, name text, description text, priority integer, is_default boolean,
  status text, is_paused boolean, concurrency_limit integer, active_slots integer, late integer,
  is_healthy boolean, last_polled timestamptz, created timestamptz, updated timestamptz
)
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
declare
  v_now timestamptz := provost_private.clock_now();
begin
  if p_work_pool is not null then
    perform provost_private.find_work_queue(p_work_pool, p_work_queue);
  end if;
  return query
  select q.id, p.name, q.name, q.description, q.priority, q.is_default,
    provost.work_queues_status(q), q.is_paused, q.concurrency_limit,
    provost.work_queues_active_slots(q), l.late,
    l.late = 0 and coalesce(polled.at > v_now - interval '60 s', false), polled.at,
    q.created, q.updated
  from provost.work_queues q join provost.work_pools p on p.id = q.work_pool_id
  cross join lateral (select provost.work_queues_last_polled(q) as at) polled
  cross join lateral (
    select count(*) filter (where r.state_name = 'Late')::integer as late
    from provost_private.waiting_runs(q.id, '-infinity', v_now, 1000) r
  ) l
  where (p_work_pool is null or p.name = p_work_pool)
    and (p_work_queue is null or q.name = p_work_queue)
  order by p.name, q.priority, q.name;
end
$$;
