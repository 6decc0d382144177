-- When a worker that takes its runs was last heard of; null: none ever was.
create or replace function provost.work_queues_last_polled(work_queue provost.work_queues)
returns timestamptz
language sql stable security definer
begin atomic
  select max(w.last_heartbeat_time) from provost.workers w
  where w.work_pool_id = work_queue.work_pool_id and w.kind = 'worker'
    and (w.work_queues is null or work_queue.name = any (w.work_queues));
end;
