-- READY (a live worker takes its runs) or NOT_READY; that it, its queue or its pool is paused is
-- another matter.
create or replace function provost.deployments_status(deployment provost.deployments) returns text
language sql stable security definer
begin atomic
  select case when exists (
    select from provost.work_queues q
    join provost.workers w on w.work_pool_id = q.work_pool_id
    where q.id = deployment.work_queue_id and w.kind = 'worker' and w.status = 'ONLINE'
      and (w.work_queues is null or q.name = any (w.work_queues)))
    then 'READY' else 'NOT_READY' end;
end;
