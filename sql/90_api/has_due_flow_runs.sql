-- Whether a worker of this pool, and of these queues unless they are null, could start a run
-- now. A worker that is to end when all is done asks it. Takes no locks.
create or replace function provost_private.has_due_flow_runs(
  p_work_pool text, p_work_queues text[] default null
) returns boolean
language sql stable security definer set enable_seqscan = off set jit = off
begin atomic
  select exists (
    select from provost.work_pools p
    where p.name = p_work_pool and not p.is_paused
      and provost_private.count_due_flow_runs(
        p.id, provost_private.clock_now(), 1, p_work_queues) > 0);
end;
