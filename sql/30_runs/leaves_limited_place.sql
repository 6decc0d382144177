-- Whether one of the runs that changed is under way no longer, in a pool or queue with a limit, so
-- that another may start in its place.
create or replace function provost_private.leaves_limited_place(
  p_answers provost_private.flow_run_answer[]
) returns boolean
language sql stable
return exists (
  select from unnest(p_answers) a
  join provost.flow_runs r on r.id = a.flow_run_id
  join provost.work_queues q on q.id = r.work_queue_id
  join provost.work_pools p on p.id = q.work_pool_id
  where a.status <> 'ABORT' and a.state_type not in ('PENDING', 'RUNNING')
    and (q.concurrency_limit is not null or p.concurrency_limit is not null));
