-- Notes under which pool id graphile-worker locks jobs for a worker, before it takes the
-- first one. When a worker rebuilds its runner, the old pool's jobs are dropped.
create or replace function provost_private.attach_worker(
  p_worker_id uuid, p_graphile_pool_id text
) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_old text;
begin
  select w.graphile_pool_id into v_old from provost.workers w where w.id = p_worker_id for update;
  update provost.workers w set graphile_pool_id = p_graphile_pool_id where w.id = p_worker_id;
  if v_old is not null and v_old <> p_graphile_pool_id then
    perform provost_private.drop_hints(array[v_old]);
  end if;
  perform provost_private.ring_doorbell('provost_doorbell'); -- runs may wait for a first worker
end
$$;
