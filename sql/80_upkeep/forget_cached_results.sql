-- Removes cached results that have expired, up to 1000 a call; answers how many.
create or replace function provost_private.forget_cached_results() returns integer
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_count integer;
begin
  delete from provost_private.task_run_cache c
  where c.key_hash in (
    select e.key_hash from provost_private.task_run_cache e
    where e.expiration <= v_now limit 1000 for update skip locked);
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
