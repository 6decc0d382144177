-- PAUSED (the queue or its pool), READY (a live worker takes its runs) or NOT_READY.
create or replace function provost.work_queues_status(work_queue provost.work_queues) returns text
language sql stable security definer
begin atomic
  select case
    when work_queue.is_paused or p.is_paused then 'PAUSED'
    when exists (
      select from provost.workers w
      where w.work_pool_id = p.id and w.kind = 'worker' and w.status = 'ONLINE'
        and (w.work_queues is null or work_queue.name = any (w.work_queues)))
    then 'READY'
    else 'NOT_READY'
  end
  from provost.work_pools p where p.id = work_queue.work_pool_id;
end;
