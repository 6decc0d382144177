-- Creates a work pool with its default queue, and answers it. With `overwrite`, one that exists
-- under the name is brought up to date in what is given; a new one was `created` when it was
-- `updated`.
create or replace function provost.create_work_pool(
  name text, type text default null, description text default null,
  base_job_template jsonb default null, is_paused boolean default null,
  concurrency_limit integer default null, overwrite boolean default false
) returns provost.work_pools
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_pool provost.work_pools;
begin
  perform provost_private.check_work_pool(name, type, concurrency_limit);
  insert into provost.work_pools as p (
    name, type, description, base_job_template, is_paused, concurrency_limit, created,
    updated)
  values (create_work_pool.name, coalesce(create_work_pool.type, 'inline'),
    create_work_pool.description,
    coalesce(create_work_pool.base_job_template, '{}'),
    coalesce(create_work_pool.is_paused, false), create_work_pool.concurrency_limit,
    v_now, v_now)
  on conflict on constraint work_pool_name_is_unique do nothing returning p.* into v_pool;
  if v_pool.id is null and create_work_pool.overwrite then
    return provost.update_work_pool(
      name, type, description, base_job_template, concurrency_limit, is_paused);
  elsif v_pool.id is null then
    perform provost_private.fail_with('VOARG',
      format('A work pool named %L exists already.', create_work_pool.name), null,
      'Change it (`provost work-pool update`), or choose another name.');
  end if;
  insert into provost.work_queues (work_pool_id, name, is_default)
  values (v_pool.id, 'default', true);
  return v_pool;
end
$$;
