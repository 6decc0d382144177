-- Looks up cache keys: one row for each key that has an unexpired result, none for the others.
-- Takes no locks and writes nothing, so asking about many keys at once costs one index probe each.
--
-- How a cache key travels:
--   1. The worker asks here before it runs the task, or sends a RUNNING record with `cache_key`
--      (and no `refresh_cache`): change_task_run_states answers such a record with REJECT, state
--      COMPLETED named Cached, `result` and `result_meta`, and has recorded it; or with ACCEPT
--      when the task has to run.
--   2. A hit that was found here is recorded by that same RUNNING record, or by a COMPLETED one
--      with `state_name` Cached, the result and no cache key.
--   3. A COMPLETED record with `cache_key` (at most 2000 characters; longer ones are not kept) and,
--      if it expires, `cache_expiration_seconds` puts its result in the cache: cache_results.
create or replace function provost_private.find_cached_results(p_keys text[])
returns table (
  cache_key text, task_run_id uuid, message text, result jsonb, result_meta jsonb,
  created timestamptz, expiration timestamptz
)
language sql stable security definer
begin atomic
  select c.key, c.task_run_id, c.message, c.result, c.result_meta, c.created, c.expiration
  from (select distinct k.key from unnest(p_keys) as k (key)) asked
  join provost_private.task_run_cache c
    on c.key_hash = md5(asked.key)::uuid and c.key = asked.key
  where c.expiration is null or c.expiration > provost_private.clock_now();
end;
