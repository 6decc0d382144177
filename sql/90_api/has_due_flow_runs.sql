-- Whether a worker of this pool, and of these queues unless they are null, could start a run
-- now. A worker that is to end when all is done asks it. Takes no locks.
create or replace function provost_private.has_due_flow_runs(
  p_work_pool text, p_work_queues text[] default null
) returns boolean
language sql stable security definer set enable_seqscan = off
begin atomic
  select exists (
    select from provost.work_pools p
    join provost.work_queues q on q.work_pool_id = p.id
    join provost.flow_runs r on r.work_queue_id = q.id
    where p.name = p_work_pool and not p.is_paused and not q.is_paused
      and (p_work_queues is null or q.name = any (p_work_queues))
      and r.state_type = 'SCHEDULED'
      and r.next_scheduled_start_time <= provost_private.clock_now());
end;
