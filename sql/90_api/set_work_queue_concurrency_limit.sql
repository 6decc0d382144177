-- Sets how many runs of a work queue may be under way at once, or takes the limit away (null).
create or replace function provost.set_work_queue_concurrency_limit(
  work_pool text, work_queue text, concurrency_limit integer default null
) returns provost.work_queues
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_pool provost.work_pools := provost_private.find_work_pool(work_pool);
  v_id uuid := provost_private.find_work_queue(v_pool.name, coalesce(work_queue, ''));
  v_queue provost.work_queues;
begin
  perform provost_private.check_work_limit(set_work_queue_concurrency_limit.concurrency_limit);
  update provost.work_queues q
  set concurrency_limit = set_work_queue_concurrency_limit.concurrency_limit,
      updated = provost_private.clock_now()
  where q.id = v_id returning q.* into v_queue;
  return v_queue;
end
$$;
