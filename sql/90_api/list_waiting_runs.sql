-- The runs that wait in a pool, or in one of its queues, for a time before `p_before`, in the order
-- in which they would be started: by the priority of their queues, and in turn. For people to read:
-- the CLI calls it. Takes no locks.
create or replace function provost_private.list_waiting_runs(
  p_work_pool text, p_work_queue text default null, p_before timestamptz default 'infinity',
  p_limit integer default 200
) returns table (
  id uuid, name text, deployment text, work_queue text, priority integer, fairness_key text,
  state_type provost.state_type, state_name text, expected_start_time timestamptz,
  next_scheduled_start_time timestamptz
)
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
declare
  v_now timestamptz := provost_private.clock_now();
begin
  perform provost_private.find_work_queue(p_work_pool, p_work_queue);
  return query
  select r.id, r.name, r.deployment, q.name, q.priority, r.fairness_key, r.state_type,
    r.state_name, r.expected_start_time, r.next_scheduled_start_time
  from provost.work_pools p
  join provost.work_queues q on q.work_pool_id = p.id
  cross join lateral provost_private.runs_in_turn(q.id, p_before, v_now, p_limit) t
  join provost.flow_runs r on r.id = t.id
  where p.name = p_work_pool and (p_work_queue is null or q.name = p_work_queue)
  order by q.priority, r.next_scheduled_start_time > v_now, t.place,
    r.next_scheduled_start_time, r.id
  limit p_limit;
end
$$;
