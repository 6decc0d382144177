-- What the pool and the queue in which a run waits say about why it does not run now: that they
-- are paused, or that there is nobody to take it.
create or replace function provost_private.gates_of_place(p_run provost.flow_runs)
returns setof provost.gate
language sql stable set enable_seqscan = off set jit = off
begin atomic
  with place as (
    select p.id, p.name as pool, p.is_paused as is_pool_paused, q.name as queue, q.is_paused
    from provost.work_queues q join provost.work_pools p on p.id = q.work_pool_id
    where q.id = p_run.work_queue_id and p_run.state_type = 'SCHEDULED'
  ),
  live as (
    select count(*) as workers, coalesce(sum(w.concurrency_limit), 0) as capacity,
      coalesce(sum((
        select count(*) from provost_private.active_runs a where a.worker_id = w.id)), 0) as held
    from place l join provost.workers w on w.work_pool_id = l.id
    where w.kind = 'worker' and w.status = 'ONLINE'
      and (w.work_queues is null or l.queue = any (w.work_queues))
  )
  select 'work_pool_paused', format('The work pool %L is paused.', l.pool),
    null::timestamptz, null::jsonb,
    format('provost work-pool resume %s', provost_private.shell_word(l.pool))
  from place l where l.is_pool_paused
  union all
  select 'work_queue_paused', format('The work queue %L of pool %L is paused.', l.queue, l.pool),
    null, null,
    format('provost work-queue resume %s --pool %s',
      provost_private.shell_word(l.queue), provost_private.shell_word(l.pool))
  from place l where l.is_paused
  union all
  select 'no_worker',
    format('No live worker takes runs of the queue %L of pool %L.', l.queue, l.pool), null, null,
    case
      when l.pool = 'tasks'
        then format('provost task serve <file>:<task>, for the task %L', l.queue)
      when starts_with(l.pool, 'serve/') then 'Start the process that serves the deployment.'
      else format('provost worker start --pool %s', provost_private.shell_word(l.pool)) end
  from place l, live where live.workers = 0
  union all
  select 'busy_workers',
    format('All %s places of the %s live workers are taken.', live.capacity, live.workers),
    null, null, 'Start another worker, or wait for one of their runs to end.'
  from live where live.workers > 0 and live.held >= live.capacity;
end;
