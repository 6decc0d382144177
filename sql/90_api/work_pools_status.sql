-- PAUSED, READY (a live worker takes its runs) or NOT_READY.
create or replace function provost.work_pools_status(work_pool provost.work_pools) returns text
language sql stable security definer
begin atomic
  select case
    when work_pool.is_paused then 'PAUSED'
    when exists (
      select from provost.workers w
      where w.work_pool_id = work_pool.id and w.kind = 'worker' and w.status = 'ONLINE')
    then 'READY'
    else 'NOT_READY'
  end;
end;
