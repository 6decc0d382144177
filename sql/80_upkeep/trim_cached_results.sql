-- Removes cached results that never expire and were computed longer ago than `p_older_seconds`, and
-- looks at `p_batch` of the cache for it, in the order of their keys from `p_after` on (null: the
-- first). Answers how many, and where to go on; null: done. The keys of transactions stay: they
-- tell what has been done once and for all. Skips what somebody else has locked.
create or replace function provost_private.trim_cached_results(
  p_older_seconds double precision, p_after uuid, p_batch integer
) returns table (trimmed integer, next uuid)
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
declare
  v_before timestamptz :=
    provost_private.clock_now() - make_interval(secs => p_older_seconds);
  v_looked_at integer;
begin
  select count(*), (array_agg(c.key_hash order by c.key_hash desc))[1] into v_looked_at, next
  from (
    select c.key_hash from provost_private.task_run_cache c
    where c.key_hash > coalesce(p_after, '00000000-0000-0000-0000-000000000000')
    order by c.key_hash limit p_batch
  ) c;
  delete from provost_private.task_run_cache c
  where c.key_hash in (
    select o.key_hash from provost_private.task_run_cache o
    where o.key_hash > coalesce(p_after, '00000000-0000-0000-0000-000000000000')
      and o.key_hash <= next and o.expiration is null and o.created < v_before
      and not starts_with(o.key, 'transaction ')
    for update skip locked);
  get diagnostics trimmed = row_count;
  if v_looked_at < p_batch then
    next := null;
  end if;
  return next;
end
$$;
