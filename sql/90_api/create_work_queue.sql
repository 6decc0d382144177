-- Creates a work queue and answers it. Without a `priority` it gets the first that no queue of the
-- pool has; queues that stand at the priority already move down.
create or replace function provost.create_work_queue(
  work_pool text, name text, priority integer default null,
  concurrency_limit integer default null, description text default null,
  is_paused boolean default false
) returns provost.work_queues
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_pool provost.work_pools := provost_private.find_work_pool(work_pool);
  v_queue provost.work_queues;
begin
  perform provost_private.check_work_queue(coalesce(name, ''), priority, concurrency_limit);
  insert into provost.work_queues as q (
    work_pool_id, name, priority, concurrency_limit, description, is_paused)
  select v_pool.id, create_work_queue.name, min(free.priority),
    create_work_queue.concurrency_limit, create_work_queue.description,
    coalesce(create_work_queue.is_paused, false)
  from (
    select generate_series(1, count(*)::integer + 1) as priority
    from provost.work_queues o where o.work_pool_id = v_pool.id
    except
    select o.priority from provost.work_queues o where o.work_pool_id = v_pool.id
  ) free
  on conflict on constraint work_queue_name_is_unique_in_pool do nothing
  returning q.* into v_queue;
  if v_queue.id is null then
    perform provost_private.fail_with('VOARG',
      format('The work pool %L has a queue %L already.', work_pool, create_work_queue.name), null,
      'Choose another name.');
  end if;
  if priority is not null then
    perform provost_private.place_work_queues(
      v_pool.id, jsonb_build_object(v_queue.id::text, priority));
    select q.* into v_queue from provost.work_queues q where q.id = v_queue.id;
  end if;
  return v_queue;
end
$$;
