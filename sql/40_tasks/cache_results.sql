-- Keeps the results of completed task runs under their cache keys, for those records which
-- `p_answers` say were stored. The newest result of a key stands. Locks the keys in the order of
-- their hashes, after the task runs.
create or replace function provost_private.cache_results(
  p_records jsonb, p_answers provost_private.task_run_answer[]
) returns void
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
declare
  v_now timestamptz := provost_private.clock_now();
begin
  insert into provost_private.task_run_cache as c (
    key_hash, key, flow_run_id, task_run_id, message, result, result_meta, created, expiration)
  select distinct on (md5(x.cache_key)::uuid)
    md5(x.cache_key)::uuid, x.cache_key, x.flow_run_id, a.task_run_id, x.message, x.result,
    x.result_meta, v_now, v_now + make_interval(secs => x.cache_expiration_seconds)
  from jsonb_to_recordset(p_records) as x (
    ord integer, flow_run_id uuid, type text, cache_key text,
    cache_expiration_seconds double precision, message text, result jsonb, result_meta jsonb)
  join unnest(p_answers) a on a.ord = x.ord and a.status = 'ACCEPT'
  where x.type = 'COMPLETED' and length(x.cache_key) <= 2000
  order by 1, x.ord desc
  on conflict (key_hash) do update set
    key = excluded.key, flow_run_id = excluded.flow_run_id, task_run_id = excluded.task_run_id,
    message = excluded.message, result = excluded.result, result_meta = excluded.result_meta,
    created = excluded.created, expiration = excluded.expiration
  where c.created <= excluded.created;
end
$$;
