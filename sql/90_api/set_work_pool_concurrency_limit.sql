-- Sets how many runs of a work pool may be under way at once, or takes the limit away (null).
create or replace function provost.set_work_pool_concurrency_limit(
  work_pool text, concurrency_limit integer default null
) returns provost.work_pools
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_pool provost.work_pools := provost_private.find_work_pool(work_pool);
begin
  perform provost_private.check_work_limit(set_work_pool_concurrency_limit.concurrency_limit);
  update provost.work_pools p
  set concurrency_limit = set_work_pool_concurrency_limit.concurrency_limit,
      updated = provost_private.clock_now()
  where p.id = v_pool.id returning p.* into v_pool;
  return v_pool;
end
$$;
