-- What a reaper watches: the heartbeat of each worker that is not known to be dead.
create or replace function provost_private.list_live_workers()
returns table (worker_id uuid, heartbeat_count bigint)
language sql stable security definer
begin atomic
  select w.id, w.heartbeat_count from provost.workers w where w.status <> 'OFFLINE';
end;
