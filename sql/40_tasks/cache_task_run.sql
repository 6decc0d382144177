-- Puts the recorded result of a task run into the cache, when the transaction around it commits;
-- see cache_results for those that need not wait. Answers false when the epoch is stale.
create or replace function provost_private.cache_task_run(
  p_flow_run_id uuid, p_epoch integer, p_key text, p_cache_key text,
  p_cache_expiration_seconds double precision default null
) returns boolean
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
declare
  v_now timestamptz := provost_private.clock_now();
begin
  perform from provost_private.active_runs a
  where a.flow_run_id = p_flow_run_id and a.epoch = p_epoch for share;
  if not found then
    return false;
  end if;

  insert into provost_private.task_run_cache as c (
    key_hash, key, flow_run_id, task_run_id, message, result, result_meta, created, expiration)
  select md5(p_cache_key)::uuid, p_cache_key, t.flow_run_id, t.id, t.state_message, t.result,
    t.result_meta, v_now, v_now + make_interval(secs => p_cache_expiration_seconds)
  from provost.task_runs t
  where t.flow_run_id = p_flow_run_id and t.key = p_key and t.state_type = 'COMPLETED'
    and length(p_cache_key) <= 2000
  on conflict (key_hash) do update set
    key = excluded.key, flow_run_id = excluded.flow_run_id, task_run_id = excluded.task_run_id,
    message = excluded.message, result = excluded.result, result_meta = excluded.result_meta,
    created = excluded.created, expiration = excluded.expiration;
  return true;
end
$$;
