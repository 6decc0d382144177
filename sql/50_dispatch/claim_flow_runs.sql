-- ★ How a worker comes to run a run: takes up to `p_count` due runs of a pool, best first
-- (queue priority, then in turn, then time; see choose_flow_runs), as Running under a new epoch.
-- Late binding: which run a hint stands for is decided here, at the last moment. `p_work_queues`
-- narrows the choice when it is not null.
-- Runs that wait for a slot of their deployment are taken when there is one; runs for which
-- there is none are put aside, with those of their kind behind them, and the claim goes on.
-- A pool that has a limit, or a queue with one, is locked while its runs are counted and taken, so
-- that no two claims fill the same place; any other pool is not.
-- Plans once a session what it calls: five plans more, to compare, are what a new worker feels.
create or replace function provost_private.claim_flow_runs(
  p_work_pool text, p_work_queues text[], p_worker_id uuid, p_count integer
) returns table (
  flow_run_id uuid, epoch integer, flow_name text, flow_run_name text, deployment text,
  entrypoint text, parameters jsonb, tags text[], run_count integer, crash_count integer,
  retries integer, timeout_seconds double precision, expected_start_time timestamptz,
  deployment_id uuid, deployment_version text, parent_flow_run_id uuid, parent_deployment_id uuid,
  root_flow_run_id uuid, job_variables jsonb, recorded jsonb, waits jsonb, pull_steps jsonb
)
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off set plan_cache_mode = force_generic_plan
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_pool record;
  v_room integer;
  v_ids uuid[];
  v_offered integer;
  v_taken integer;
begin
  select p.id, p.concurrency_limit, p.concurrency_limit is not null or exists (
      select from provost.work_queues q
      where q.work_pool_id = p.id and q.concurrency_limit is not null) as is_limited
  into v_pool
  from provost.workers w join provost.work_pools p on p.name = p_work_pool
  where w.id = p_worker_id and w.status = 'ONLINE' and not p.is_paused;
  if not found then
    return; -- a draining or lost worker takes nothing more
  end if;
  if v_pool.is_limited then
    perform from provost.work_pools p where p.id = v_pool.id for no key update;
  end if;

  for v_round in 1 .. 5 loop
    v_room := p_count;
    if v_pool.is_limited then
      v_room := least(p_count, provost_private.room_of_work_pool(v_pool.id));
    end if;
    v_ids := provost_private.choose_flow_runs(v_pool.id, p_work_queues, v_room, v_now);
    v_offered := cardinality(v_ids);
    if exists (select from provost.deployment_schedules s where s.overlap <> 'allow') then
      v_ids := provost_private.settle_overlaps(v_ids);
    end if;
    return query select * from provost_private.take_flow_runs(v_ids, p_worker_id);
    get diagnostics v_taken = row_count;
    exit when v_taken = v_offered;
    p_count := p_count - v_taken;
    perform provost_private.put_aside_flow_runs(v_pool.id, p_work_queues, 1000, v_now);
  end loop;
end
$$;
