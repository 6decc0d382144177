-- ★ What happens when a worker dies: declares it dead if its heartbeat still stands where the
-- caller saw it stand for a whole lease (by the caller's own monotonic clock, so that neither
-- a jump of a clock nor an outage of the database kills anybody), drops the jobs that it had
-- taken, and gives its runs to others. False when it beat again or is dead already. What a frozen
-- session of it still has locked is left to tend_dead_workers: nothing here waits for long.
create or replace function provost_private.reap_worker(p_worker_id uuid, p_heartbeat_count bigint)
returns boolean
language plpgsql volatile security definer
set search_path = '' set lock_timeout = '1s'
as $$
declare
  v_worker provost.workers;
begin
  select w.* into v_worker from provost.workers w
  where w.id = p_worker_id and w.heartbeat_count = p_heartbeat_count and w.status <> 'OFFLINE'
  for update skip locked;
  if v_worker.id is null then
    return false;
  end if;
  update provost.workers w set status = 'OFFLINE', ended = provost_private.clock_now()
  where w.id = p_worker_id;
  begin
    perform provost_private.drop_hints(array[v_worker.graphile_pool_id]);
  exception when lock_not_available then
    null; -- drop_stray_hints comes by
  end;
  perform provost_private.release_orphaned_runs();
  return true;
end
$$;
