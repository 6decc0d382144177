-- The result that a task run which is about to start finds under its cache key, if it asks.
create or replace function provost_private.cached_result(
  p_key text, p_asks boolean, p_now timestamptz
) returns table (key text, message text, result jsonb, result_meta jsonb)
language sql stable
begin atomic
  select c.key, c.message, c.result, c.result_meta from provost_private.task_run_cache c
  where p_asks and c.key_hash = md5(p_key)::uuid and c.key = p_key
    and (c.expiration is null or c.expiration > p_now)
  limit 1;
end;
