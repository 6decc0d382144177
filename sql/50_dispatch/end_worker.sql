-- A worker says goodbye. What it still holds is handed back without being charged an attempt
-- or a crash, and another worker continues it. Its process goes on, perhaps, and its sessions are
-- none of cut_off_dead_workers' business any more.
create or replace function provost_private.end_worker(p_worker_id uuid) returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_pool text;
  v_ids uuid[];
  v_epochs integer[];
begin
  update provost.workers w
  set status = 'OFFLINE', ended = provost_private.clock_now(), session_name = null
  where w.id = p_worker_id and w.status <> 'OFFLINE'
  returning w.graphile_pool_id into v_pool;
  perform provost_private.drop_hints(array[v_pool]);
  select array_agg(a.flow_run_id), array_agg(a.epoch) into v_ids, v_epochs
  from provost_private.active_runs a where a.worker_id = p_worker_id;
  return provost_private.release_flow_runs(v_ids, v_epochs, 'Its worker shut down.', false);
end
$$;
