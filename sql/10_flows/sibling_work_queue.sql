-- The queue of a name in the pool of another queue, which stands in when no name is given.
create or replace function provost_private.sibling_work_queue(p_work_queue_id uuid, p_name text)
returns uuid
language sql stable
begin atomic
  select case when p_name is null then p_work_queue_id
    else provost_private.find_work_queue(p.name, p_name) end
  from provost.work_queues q join provost.work_pools p on p.id = q.work_pool_id
  where q.id = p_work_queue_id;
end;
