-- How many runs of a pool are under way, which its limit counts.
create or replace function provost.work_pools_active_slots(work_pool provost.work_pools)
returns integer
language sql stable security definer
begin atomic
  select provost_private.count_running(provost_private.queues_of_pool(work_pool.id));
end;
