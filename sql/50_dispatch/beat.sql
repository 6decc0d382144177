-- A worker says that it lives and which runs it holds; it is told what to do about them:
--   {"alive": false}                 it was declared dead: stop everything, exit
--   "cancelling": [ids]              abort these; they are being cancelled
--   "suspending": [ids]              let these come no further than to their next boundary
--   "unknown": [{flow_run_id, epoch}] abort these; somebody else has them by now
--   "draining": true                 take nothing more
--   "peers": n                       so many workers of its pool, itself among them, take runs
-- Runs that the database gave it, but which it has not reported for a whole lease, go back
-- (the answer to its claim was lost); what is locked is left for a later beat, since to wait here
-- would be taken for death. Needs no durable commit: the next beat follows. Should nobody have made
-- the period of history that begins now, it is made here, and when a worker registers, so that
-- whoever executes runs finds it.
create or replace function provost_private.beat(
  p_worker_id uuid, p_held jsonb, p_stalled boolean, p_lease_seconds double precision
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_status text;
  v_pool_id uuid;
  v_forgotten uuid[];
  v_epochs integer[];
begin
  perform set_config('synchronous_commit', 'off', true);
  update provost.workers w
  set heartbeat_count = w.heartbeat_count + 1, last_heartbeat_time = v_now,
      stalled_since = case when p_stalled then coalesce(w.stalled_since, v_now) end
  where w.id = p_worker_id and w.status <> 'OFFLINE'
  returning w.status, w.work_pool_id into v_status, v_pool_id;
  if v_status is null then
    return jsonb_build_object('alive', false);
  end if;
  perform provost_private.keep_up_history('runs', v_now);

  select array_agg(l.flow_run_id), array_agg(l.epoch) into v_forgotten, v_epochs
  from (
    select a.flow_run_id, a.epoch
    from provost_private.active_runs a join provost.flow_runs f on f.id = a.flow_run_id
    where a.worker_id = p_worker_id
      and a.claimed_at < v_now - make_interval(secs => p_lease_seconds)
      and not exists (
        select from jsonb_to_recordset(p_held) as x (flow_run_id uuid, epoch integer)
        where x.flow_run_id = a.flow_run_id and x.epoch = a.epoch)
    for update of f, a skip locked
  ) l;
  if v_forgotten is not null then
    perform set_config('synchronous_commit', 'on', true);
    perform provost_private.release_flow_runs(
      v_forgotten, v_epochs, 'Its worker did not know about the run.', false);
  end if;

  return jsonb_build_object(
    'alive', true,
    'draining', v_status = 'DRAINING',
    'peers', (
      select count(*) from provost.workers w
      where w.work_pool_id = v_pool_id and w.status = 'ONLINE' and w.kind = 'worker'),
    'cancelling', (
      select coalesce(jsonb_agg(r.id), '[]') from provost_private.active_runs a
      join provost.flow_runs r on r.id = a.flow_run_id
      where a.worker_id = p_worker_id and r.state_type = 'CANCELLING'),
    'suspending', (
      select coalesce(jsonb_agg(r.id), '[]') from provost_private.active_runs a
      join provost.flow_runs r on r.id = a.flow_run_id
      where a.worker_id = p_worker_id and r.state_name = 'Suspending'),
    'unknown', (
      select coalesce(jsonb_agg(to_jsonb(x)), '[]')
      from jsonb_to_recordset(p_held) as x (flow_run_id uuid, epoch integer)
      where not exists (
        select from provost_private.active_runs a
        where a.flow_run_id = x.flow_run_id and a.epoch = x.epoch
          and a.worker_id = p_worker_id)));
end
$$;
