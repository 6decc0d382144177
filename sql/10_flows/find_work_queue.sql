-- The id of a queue by the names of its pool and itself. The pool `default`, and the pool's
-- default queue, stand in for what is null.
create or replace function provost_private.find_work_queue(p_work_pool text, p_work_queue text)
returns uuid
language plpgsql stable set search_path = ''
as $$
declare
  v_pool_id uuid;
  v_id uuid;
begin
  select p.id into v_pool_id from provost.work_pools p
  where p.name = coalesce(p_work_pool, 'default');
  if v_pool_id is null then
    perform provost_private.refuse_work_pool(coalesce(p_work_pool, 'default'));
  end if;
  select q.id into v_id from provost.work_queues q
  where q.work_pool_id = v_pool_id
    and (q.name = p_work_queue or p_work_queue is null and q.is_default = true);
  if v_id is null then
    perform provost_private.fail_with('VONFD',
      format('No work queue %L in work pool %L.', p_work_queue, coalesce(p_work_pool, 'default')),
      (select format('Its queues: %s.', string_agg(n.name, ', '))
        from (
          select q.name from provost.work_queues q where q.work_pool_id = v_pool_id
          order by q.priority, q.name limit 20
        ) n),
      coalesce((
        select format('Name its work pool: %s.', string_agg(n.name, ', '))
        from (
          select p.name from provost.work_queues q
          join provost.work_pools p on p.id = q.work_pool_id
          where q.name = p_work_queue order by p.name limit 20
        ) n
        having count(*) > 0),
        'Name one that exists, or create it.'));
  end if;
  return v_id;
end
$$;
