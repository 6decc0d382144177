-- The ids of the queues of a pool.
create or replace function provost_private.queues_of_pool(p_work_pool_id uuid) returns uuid[]
language sql stable
return array(select q.id from provost.work_queues q where q.work_pool_id = p_work_pool_id);
