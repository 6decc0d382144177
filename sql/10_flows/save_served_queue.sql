-- Makes sure that a deployment which processes serve has a queue of its own, named for it, in the
-- pool `serve`, so that only processes which have its code take its runs. Answers the queue's id.
create or replace function provost_private.save_served_queue(p_deployment text) returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform provost_private.save_work_pool(
    'serve', 'Deployments that processes serve, each in a queue of its own.');
  insert into provost.work_queues (work_pool_id, name)
  select p.id, p_deployment from provost.work_pools p where p.name = 'serve'
  on conflict (work_pool_id, name) do nothing;
  return provost_private.find_work_queue('serve', p_deployment);
end
$$;
