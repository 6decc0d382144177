-- Deletes a work pool with its queues, and answers what it was. Its workers are told to stop. One
-- that still has deployments, or runs that are not over, is refused: they would wait for ever. So
-- is `default`, which stands in for deployments that name no pool.
create or replace function provost.delete_work_pool(work_pool text) returns provost.work_pools
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_pool provost.work_pools := provost_private.find_work_pool(work_pool);
  v_deployments text;
  v_runs integer;
begin
  if work_pool = 'default' then
    perform provost_private.fail_with('VOARG', 'The work pool ''default'' cannot be deleted.',
      'It stands in for deployments that name no pool.', 'Pause it instead.');
  end if;
  select string_agg(n.full_name, ', ') into v_deployments
  from (
    select d.full_name
    from provost.work_queues q join provost.deployments d on d.work_queue_id = q.id
    where q.work_pool_id = v_pool.id order by d.full_name limit 20
  ) n;
  select sum(provost_private.count_open_runs(q.id, 1000)) into v_runs
  from provost.work_queues q where q.work_pool_id = v_pool.id;
  if v_deployments is not null or v_runs > 0 then
    perform provost_private.fail_with('VOARG',
      format('The work pool %L is still in use.', work_pool),
      format('Deployments: %s. Runs that are not over: %s.', coalesce(v_deployments, 'none'),
        coalesce(v_runs, 0)),
      'Deploy them to another pool, and let the runs end or cancel them.');
  end if;
  insert into provost_private.retired_work_queues (id)
  select q.id from provost.work_queues q where q.work_pool_id = v_pool.id;
  delete from provost.work_pools p where p.id = v_pool.id;
  return v_pool;
end
$$;
