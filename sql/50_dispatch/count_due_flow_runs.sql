-- How many runs of a pool, or of some of its queues, may start now, counted no further than
-- `p_limit`: those that are due, and those for which a slot of their deployment is free, as far as
-- the limits of the pool and of its queues have room for them.
create or replace function provost_private.count_due_flow_runs(
  p_work_pool_id uuid, p_now timestamptz, p_limit integer, p_work_queues text[] default null
) returns integer
language plpgsql stable set search_path = '' set enable_seqscan = off set jit = off
as $$
begin
  return (
  select case when count(*) = 0 then 0
    else least(count(*)::integer, provost_private.room_of_work_pool(p_work_pool_id)) end
  from (
    select from provost.work_queues q
    cross join lateral (
      select case when q.concurrency_limit is null then p_limit
        else least(p_limit, greatest(
          q.concurrency_limit - provost_private.count_running(array[q.id]), 0)) end as runs
    ) room
    cross join lateral (
      select from provost_private.waiting_runs(
        q.id, provost_private.due_from(q.id, p_now), p_now, room.runs)
      union all
      select from provost_private.runs_with_a_slot(q.id, room.runs, p_now)
      limit room.runs
    ) due
    where q.work_pool_id = p_work_pool_id and not q.is_paused
      and (p_work_queues is null or q.name = any (p_work_queues))
    limit p_limit
  ) counted);
end
$$;
