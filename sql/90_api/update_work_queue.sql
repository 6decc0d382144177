-- Changes what is given of a work queue, and answers it. (set_work_queue_concurrency_limit takes a
-- limit away.) A default queue stays the default under another name.
create or replace function provost.update_work_queue(
  work_pool text, work_queue text, name text default null, priority integer default null,
  concurrency_limit integer default null, description text default null,
  is_paused boolean default null
) returns provost.work_queues
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_pool provost.work_pools := provost_private.find_work_pool(work_pool);
  v_id uuid := provost_private.find_work_queue(work_pool, coalesce(work_queue, ''));
  v_queue provost.work_queues;
begin
  perform provost_private.check_work_queue(name, priority, concurrency_limit);
  if priority is not null then
    perform provost_private.place_work_queues(
      v_pool.id, jsonb_build_object(v_id::text, priority));
  end if;
  if name is not null then
    perform provost_private.refuse_queue_of_task(v_id);
  end if;
  if exists (
    select from provost.work_queues q
    where q.work_pool_id = v_pool.id and q.name = update_work_queue.name and q.id <> v_id)
  then
    perform provost_private.fail_with('VOARG',
      format('The work pool %L has a queue %L already.', work_pool, name), null,
      'Choose another name.');
  end if;
  update provost.work_queues q
  set name = coalesce(update_work_queue.name, q.name),
      concurrency_limit = coalesce(update_work_queue.concurrency_limit, q.concurrency_limit),
      description = coalesce(update_work_queue.description, q.description),
      is_paused = coalesce(update_work_queue.is_paused, q.is_paused),
      updated = provost_private.clock_now()
  where q.id = v_id returning q.* into v_queue;
  return v_queue;
end
$$;
