-- Tells the workers of one pool which take the same queues (null: all), through graphile-worker,
-- that runs may start: one job for each run, but no more than these workers have places where
-- nothing runs, less the jobs that wait already. A worker goes on from one run to the next by
-- itself for as long as there are more, so that a backlog stays in flow_runs, where it is cheap.
-- Two dispatchers never count for the same workers at once; a run that two groups of
-- workers could take has a job for each, and the later one ends quietly. Jobs and runs that were
-- taken more than five seconds ago are left out on both sides, so that a job which graphile-worker
-- holds and has forgotten hides a due run for no longer; one that has failed hides none. Answers
-- how many jobs were added, null when another dispatcher counts, and whether due runs remain to
-- be looked after soon.
create or replace function provost_private.add_hints(
  p_work_pool_id uuid, p_work_pool text, p_work_queues text[], p_capacity integer,
  out added integer, out has_backlog boolean
)
language plpgsql volatile set search_path = ''
as $$
declare
  v_task text := provost_private.hint_task(p_work_pool, p_work_queues);
  v_recent timestamptz := provost_private.clock_now() - interval '5 s';
  v_due integer;
  v_jobs integer;
  v_running integer;
  v_started integer;
  v_read bigint := pg_stat_get_xact_tuples_returned('provost.flow_runs_due_idx'::regclass);
begin
  if not pg_try_advisory_xact_lock(20260001, hashtext(v_task)) then
    has_backlog := true; -- the other dispatcher may have counted before us
    return;
  end if;
  added := 0;
  v_due := provost_private.count_due_flow_runs(
    p_work_pool_id, provost_private.clock_now(), p_capacity, p_work_queues);
  v_read := pg_stat_get_xact_tuples_returned('provost.flow_runs_due_idx'::regclass) - v_read;
  if v_read > p_capacity + 1000 then
    perform provost_private.learn_due_from(p_work_pool_id, provost_private.clock_now());
  end if;
  has_backlog := v_due > 0;
  if not has_backlog then
    return;
  end if;
  if provost_private.put_aside_flow_runs(
    p_work_pool_id, p_work_queues, 4 * p_capacity, provost_private.clock_now()) > 0
  then
    v_due := provost_private.count_due_flow_runs(
      p_work_pool_id, provost_private.clock_now(), p_capacity, p_work_queues);
  end if;

  select count(*) into v_jobs from graphile_worker.jobs j
  where j.task_identifier = v_task and case
    when j.locked_at is null then j.attempts < j.max_attempts
    else j.locked_at > v_recent
  end;
  -- A flow that a run has called takes no place of its own.
  select count(*) filter (where w.status = 'ONLINE'),
    count(*) filter (where a.claimed_at > v_recent)
  into v_running, v_started
  from provost_private.active_runs a
  join provost.workers w on w.id = a.worker_id
  join provost.flow_runs r on r.id = a.flow_run_id
  where w.work_pool_id = p_work_pool_id and w.kind = 'worker' and r.deployment_id is not null
    and w.work_queues is not distinct from p_work_queues;
  added := greatest(
    least(v_due, p_capacity - v_running) - greatest(v_jobs - v_started, 0), 0);
  if added > 0 then
    perform count(*) from graphile_worker.add_jobs(array(
      select (v_task, '{}', null, null, 1, null, null, null)::graphile_worker.job_spec
      from generate_series(1, added)));
  end if;
end
$$;
