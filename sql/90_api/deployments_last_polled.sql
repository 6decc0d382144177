-- When a worker that takes the runs of a deployment was last heard of; null: none ever was.
create or replace function provost.deployments_last_polled(deployment provost.deployments)
returns timestamptz
language sql stable security definer
begin atomic
  select provost.work_queues_last_polled(q) from provost.work_queues q
  where q.id = deployment.work_queue_id;
end;
