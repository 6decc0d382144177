-- Deletes a work queue, and answers what it was. Its deployments, and its runs that are not over,
-- go to the default queue of the pool, which itself cannot be deleted, nor can that of a task.
create or replace function provost.delete_work_queue(work_pool text, work_queue text)
returns provost.work_queues
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
declare
  v_pool provost.work_pools := provost_private.find_work_pool(work_pool);
  v_default_id uuid := provost_private.find_work_queue(v_pool.name, null);
  v_queue provost.work_queues;
begin
  select q.* into v_queue from provost.work_queues q
  where q.id = provost_private.find_work_queue(v_pool.name, coalesce(work_queue, '')) for update;
  if v_queue.is_default then
    perform provost_private.fail_with('VOARG',
      format('The default queue %L of work pool %L cannot be deleted.', v_queue.name, work_pool),
      'It stands in for deployments that name no queue.', 'Pause it instead.');
  end if;
  perform provost_private.refuse_queue_of_task(v_queue.id);
  update provost.deployments d set work_queue_id = v_default_id where d.work_queue_id = v_queue.id;
  insert into provost_private.retired_work_queues (id) values (v_queue.id);
  perform provost_private.move_stranded_runs(p_open => true);
  delete from provost.work_queues q where q.id = v_queue.id;
  return v_queue;
end
$$;
