-- A worker says goodbye. What it still holds is handed back without being charged an attempt
-- or a crash, and another worker continues it.
create or replace function provost_private.end_worker(p_worker_id uuid) returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_pool text;
begin
  update provost.workers w set status = 'OFFLINE', ended = provost_private.clock_now()
  where w.id = p_worker_id and w.status <> 'OFFLINE'
  returning w.graphile_pool_id into v_pool;
  perform provost_private.drop_hints(array[v_pool]);
  return provost_private.release_flow_runs(
    array(select a.flow_run_id from provost_private.active_runs a where a.worker_id = p_worker_id),
    'Its worker shut down.', false);
end
$$;
