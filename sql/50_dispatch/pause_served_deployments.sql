-- Pauses the deployments that a process serves, which is about to end: those that nobody else
-- serves, as the next release may already, and that nobody has paused before.
create or replace function provost_private.pause_served_deployments(
  p_deployments text[], p_worker_id uuid default null
) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_id uuid;
begin
  for v_id in
    select d.id from provost.deployments d
    join provost.work_queues q on q.id = d.work_queue_id
    where d.full_name = any (p_deployments) and not d.paused and not exists (
      select from provost.workers w
      where w.work_pool_id = q.work_pool_id and w.kind = 'worker' and w.status = 'ONLINE'
        and w.id is distinct from p_worker_id and q.name = any (w.work_queues))
    order by d.id
  loop
    update provost.deployments d set paused = true, updated = provost_private.clock_now()
    where d.id = v_id;
    insert into provost_private.served_pauses (deployment_id) values (v_id)
    on conflict (deployment_id) do nothing;
  end loop;
end
$$;
