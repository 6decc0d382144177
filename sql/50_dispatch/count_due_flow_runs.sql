-- How many runs of a pool, or of some of its queues, may start now, counted no further than
-- `p_limit`: those that are due, and those for which a slot of their deployment is free.
create or replace function provost_private.count_due_flow_runs(
  p_work_pool_id uuid, p_now timestamptz, p_limit integer, p_work_queues text[] default null
) returns integer
language sql stable set enable_seqscan = off
begin atomic
  select count(*)::integer from (
    select from provost.work_queues q
    cross join lateral (
      select from provost.flow_runs r
      where r.work_queue_id = q.id and r.state_type = 'SCHEDULED'
        and r.state_name <> 'AwaitingConcurrencySlot'
        and r.next_scheduled_start_time <= p_now
      limit p_limit
    ) due
    where q.work_pool_id = p_work_pool_id and not q.is_paused
      and (p_work_queues is null or q.name = any (p_work_queues))
    union all
    select from provost.work_queues q
    cross join lateral provost_private.runs_with_a_slot(q.id, p_limit, p_now)
    where q.work_pool_id = p_work_pool_id and not q.is_paused
      and (p_work_queues is null or q.name = any (p_work_queues))
    limit p_limit
  ) counted;
end;
