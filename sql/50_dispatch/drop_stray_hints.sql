-- Drops jobs that sit locked by a graphile-worker pool which belongs to no live worker: the
-- process died between locking its first jobs and saying who it is.
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
begin
  if v_pools = '{}' then
    return 0;
  end if;
  return provost_private.drop_hints(v_pools);
end
$$;
