-- The id of a queue by the names of its pool and itself; `default` stands in for what is null.
create or replace function provost_private.find_work_queue(p_work_pool text, p_work_queue text)
returns uuid
language plpgsql stable set search_path = ''
as $$
declare
  v_id uuid;
begin
  select q.id into v_id
  from provost.work_queues q join provost.work_pools p on p.id = q.work_pool_id
  where p.name = coalesce(p_work_pool, 'default') and q.name = coalesce(p_work_queue, 'default');
  if v_id is null then
    perform provost_private.fail_with('VONFD',
      format('No work queue %L in work pool %L.',
        coalesce(p_work_queue, 'default'), coalesce(p_work_pool, 'default')),
      (select format('Work pools: %s.', string_agg(p.name, ', ')) from provost.work_pools p),
      'Create it, or name one that exists.');
  end if;
  return v_id;
end
$$;
