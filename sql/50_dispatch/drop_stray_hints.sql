-- Drops jobs that sit locked by a graphile-worker pool which belongs to no live worker (the
-- process died between locking its first jobs and saying who it is), and those that have waited
-- for a minute for workers that are all gone.
create or replace function provost_private.drop_stray_hints() returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_pools text[] := array(
    select distinct j.locked_by from graphile_worker.jobs j
    where j.task_identifier like 'provost:%'
      and j.locked_at < provost_private.clock_now() - interval '15 s'
      and not exists (
        select from provost.workers w
        where w.graphile_pool_id = j.locked_by and w.status <> 'OFFLINE'));
  v_unread bigint[] := array(
    select j.id from graphile_worker.jobs j
    where j.task_identifier like 'provost:%' and j.locked_at is null
      and j.run_at < provost_private.clock_now() - interval '1 minute'
      and not exists (
        select from provost.workers w join provost.work_pools p on p.id = w.work_pool_id
        where w.status <> 'OFFLINE'
          and provost_private.hint_task(p.name, w.work_queues) = j.task_identifier));
begin
  if v_unread <> '{}' then
    perform graphile_worker.complete_jobs(v_unread);
  end if;
  return cardinality(v_unread)
    + case when v_pools = '{}' then 0 else provost_private.drop_hints(v_pools) end;
end
$$;
