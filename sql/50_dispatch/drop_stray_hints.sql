-- Drops the jobs that nobody will ever complete, since they would count as hints for ever:
--   locked by a pool whose worker has fewer runs in its hands than it has such jobs: the
--   answer to a fetch was lost, or the process died before it said who it is;
--   failed: graphile-worker fails what it holds when it shuts down by force;
--   waiting, for a minute, for workers that are all gone.
-- To drop one that is at work after all does no harm: the run that it led to stands for itself.
create or replace function provost_private.drop_stray_hints() returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_pools text[] := array(
    select j.locked_by from graphile_worker.jobs j
    where j.task_identifier like 'provost:%'
      and j.locked_at < provost_private.clock_now() - interval '15 s'
    group by j.locked_by
    having count(*) > (
      select count(*) from provost.workers w
      join provost_private.active_runs a on a.worker_id = w.id
      where w.graphile_pool_id = j.locked_by and w.status <> 'OFFLINE'));
  v_unread bigint[] := array(
    select j.id from graphile_worker.jobs j
    where j.task_identifier like 'provost:%' and j.locked_at is null
      and (j.attempts >= j.max_attempts
        or j.run_at < provost_private.clock_now() - interval '1 minute'
        and not exists (
          select from provost.workers w join provost.work_pools p on p.id = w.work_pool_id
          where w.status <> 'OFFLINE'
            and provost_private.hint_task(p.name, w.work_queues) = j.task_identifier)));
begin
  if v_unread <> '{}' then
    perform graphile_worker.complete_jobs(v_unread);
  end if;
  return cardinality(v_unread)
    + case when v_pools = '{}' then 0 else provost_private.drop_hints(v_pools) end;
end
$$;
