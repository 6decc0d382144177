-- Locks the runs of a pool that are to start next, `p_limit` at most, and answers their ids: by the
-- priority of their queues; those of the same priority share what is to be had (share_of_queues).
-- Runs that another worker is taking are skipped, not waited for.
-- Its plans, and those of what it calls, are generic: planned for each `p_limit`, they would be
-- made anew at each call.
create or replace function provost_private.choose_flow_runs(
  p_work_pool_id uuid, p_work_queues text[], p_limit integer, p_now timestamptz
) returns uuid[]
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
set plan_cache_mode = force_generic_plan
as $$
declare
  v_peers record;
  v_ids uuid[] := '{}';
begin
  for v_peers in
    select array_agg(q.id) as ids, array_agg(q.concurrency_limit) as limits
    from (
      select w.id, w.concurrency_limit, w.priority from provost.work_queues w
      where w.work_pool_id = p_work_pool_id and not w.is_paused
        and (p_work_queues is null or w.name = any (p_work_queues))
      order by w.priority, random()
    ) q
    group by q.priority order by q.priority
  loop
    exit when cardinality(v_ids) >= p_limit;
    v_ids := v_ids || provost_private.share_of_queues(
      v_peers.ids, v_peers.limits, p_limit - cardinality(v_ids), p_now);
  end loop;
  return v_ids;
end
$$;
