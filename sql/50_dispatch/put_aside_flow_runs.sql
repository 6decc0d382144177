-- Puts those of the next due runs of a pool aside, `p_limit` of each queue, whose deployments have
-- no free slot: they wait for one, or are cancelled if their deployments want that. So no crowd of
-- such runs stands before others, and no worker is told of them. Answers how many it put aside.
create or replace function provost_private.put_aside_flow_runs(
  p_work_pool_id uuid, p_work_queues text[], p_limit integer, p_now timestamptz
) returns integer
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
as $$
declare
  v_changes provost_private.flow_run_change[];
begin
  if not exists (
    select from provost.concurrency_limits l where l.deployment_id is not null and l.active)
  then
    return 0;
  end if;
  with due as materialized (
    select r.id, r.deployment_id
    from provost.work_queues q
    cross join lateral provost_private.waiting_runs(
      q.id, provost_private.due_from(q.id, p_now), p_now, p_limit) r
    where q.work_pool_id = p_work_pool_id and not q.is_paused
      and (p_work_queues is null or q.name = any (p_work_queues))
  ),
  crowded as materialized (
    select d.id, d.collision_strategy = 'CANCEL_NEW' as cancels
    from (select distinct due.deployment_id from due) u
    join provost.deployments d on d.id = u.deployment_id
    join provost.concurrency_limits l on l.deployment_id = d.id and l.active
    where provost_private.slots_held(l.id, p_now) >= l."limit"
  )
  select array_agg(provost_private.proposed_change(
    w.ord, w.id, case when w.cancels then 'CANCELLED' else 'SCHEDULED' end::provost.state_type,
    p_name => case when not w.cancels then 'AwaitingConcurrencySlot' end,
    p_message => 'Deployment concurrency limit reached.',
    p_scheduled_time => p_now + interval '30 s', p_resuming => w.resuming))
  into v_changes
  from (
    select f.*, row_number() over () as ord
    from (
      select r.id, r.resuming, c.cancels
      from due join crowded c on c.id = due.deployment_id
      join provost.flow_runs r on r.id = due.id
      where r.state_type = 'SCHEDULED'
      for update of r skip locked
    ) f
  ) w;
  if v_changes is null then
    return 0;
  end if;
  return (select count(*) from unnest(provost_private.change_flow_run_states(v_changes)));
end
$$;
