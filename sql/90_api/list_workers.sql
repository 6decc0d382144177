-- The workers, newest boot first: those that live, or the last `p_limit` of all. For people
-- to read: the CLI calls it. Takes no locks.
create or replace function provost_private.list_workers(
  p_include_offline boolean default false, p_limit integer default 100
) returns table (
  id uuid, name text, work_pool text, kind text, status text, running integer,
  concurrency_limit integer, version text, last_heartbeat_time timestamptz,
  stalled_since timestamptz, started timestamptz, ended timestamptz
)
language sql stable security definer
begin atomic
  select w.id, w.name, p.name, w.kind,
    case when w.status = 'ONLINE' and w.stalled_since is not null then 'STALLED'
      else w.status end,
    (select count(*)::integer from provost_private.active_runs a where a.worker_id = w.id),
    w.concurrency_limit, w.version, w.last_heartbeat_time, w.stalled_since, w.started, w.ended
  from provost.workers w join provost.work_pools p on p.id = w.work_pool_id
  where p_include_offline or w.status <> 'OFFLINE'
  order by w.id desc limit p_limit;
end;
