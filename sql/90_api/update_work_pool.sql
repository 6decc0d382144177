-- Changes what is given of a work pool, and answers it. (set_work_pool_concurrency_limit takes a
-- limit away.)
create or replace function provost.update_work_pool(
  name text, type text default null, description text default null,
  base_job_template jsonb default null, concurrency_limit integer default null,
  is_paused boolean default null
) returns provost.work_pools
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_pool provost.work_pools := provost_private.find_work_pool(update_work_pool.name);
begin
  perform provost_private.check_work_pool('any', type, concurrency_limit);
  update provost.work_pools p
  set type = coalesce(update_work_pool.type, p.type),
      description = coalesce(update_work_pool.description, p.description),
      base_job_template = coalesce(update_work_pool.base_job_template, p.base_job_template),
      concurrency_limit = coalesce(update_work_pool.concurrency_limit, p.concurrency_limit),
      is_paused = coalesce(update_work_pool.is_paused, p.is_paused),
      updated = provost_private.clock_now()
  where p.id = v_pool.id returning p.* into v_pool;
  return v_pool;
end
$$;
