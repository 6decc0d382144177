-- Whether a run that changed is under way no longer, in a pool or queue with a limit, so that
-- another may start in its place.
create or replace function provost_private.leaves_limited_place(
  p_answer provost_private.flow_run_answer
) returns boolean
language sql stable
return p_answer.state_type not in ('PENDING', 'RUNNING') and exists (
  select from provost.flow_runs r
  join provost.work_queues q on q.id = r.work_queue_id
  join provost.work_pools p on p.id = q.work_pool_id
  where r.id = p_answer.flow_run_id
    and (q.concurrency_limit is not null or p.concurrency_limit is not null));
