-- Which limits hold a run back, and which runs fill them: those of its pool and queue, of its
-- deployment, and those for whose slots a run that is under way waits.
create or replace function provost_private.gates_of_limits(
  p_run provost.flow_runs, p_now timestamptz
) returns setof provost.gate
language sql stable set enable_seqscan = off set jit = off
begin atomic
  select 'work_pool_limit',
    format('The work pool %L has no room: its limit is %s.', p.name, p.concurrency_limit),
    null::timestamptz,
    provost_private.holders_of_queues(provost_private.queues_of_pool(p.id)),
    provost_private.room_hint(p.concurrency_limit)
  from provost.work_queues q join provost.work_pools p on p.id = q.work_pool_id
  where q.id = p_run.work_queue_id and p_run.state_type = 'SCHEDULED'
    and provost_private.room_of_work_pool(p.id) = 0
  union all
  select 'work_queue_limit',
    format('The work queue %L has no room: its limit is %s.', q.name, q.concurrency_limit),
    null, provost_private.holders_of_queues(array[q.id]),
    provost_private.room_hint(q.concurrency_limit)
  from provost.work_queues q
  where q.id = p_run.work_queue_id and p_run.state_type = 'SCHEDULED'
    and q.concurrency_limit <= provost_private.count_running(array[q.id])
  union all
  select 'deployment_limit',
    format('The deployment %L has no free slot: its limit is %s.', p_run.deployment, l."limit"),
    null, provost_private.holders_of_limit(l.id, p_now),
    provost_private.room_hint(l."limit")
  from provost.concurrency_limits l
  where l.deployment_id = p_run.deployment_id and l.active and p_run.state_type = 'SCHEDULED'
    and l."limit" <= provost_private.slots_held(l.id, p_now)
  union all
  select 'concurrency_limit',
    format('%s waits for a slot of %L, of which there are %s.',
      coalesce('The task run ' || s.task_key, 'The run'), l.name, l."limit"),
    null, provost_private.holders_of_limit(l.id, p_now),
    case when l."limit" = 0 then 'It goes on when the limit is raised.'
      else 'It goes on when a slot is given back, or the limit is raised.' end
  from provost_private.slots s join provost.concurrency_limits l on l.id = s.limit_id
  where s.flow_run_id = p_run.id and s.granted is null and l.active;
end;
