-- The runs of a queue that wait for a slot of their deployment, or for an earlier run of their
-- schedule to end, and could start now, the oldest of each deployment first, `p_limit` at most. It
-- looks at each deployment that has such runs, not at the runs. Without a limit (any more), nothing
-- holds a run back.
create or replace function provost_private.runs_with_a_slot(
  p_work_queue_id uuid, p_limit integer, p_now timestamptz
) returns setof uuid
language plpgsql stable set search_path = '' set enable_seqscan = off set jit = off
as $$
begin
  return query
  with recursive crowded (deployment_id) as (
    (
      select r.deployment_id from provost.flow_runs r
      where r.work_queue_id = p_work_queue_id and r.state_type = 'SCHEDULED'
        and r.state_name = 'AwaitingConcurrencySlot'
      order by r.deployment_id limit 1
    )
    union all
    select next.deployment_id from crowded c
    cross join lateral (
      select r.deployment_id from provost.flow_runs r
      where r.work_queue_id = p_work_queue_id and r.state_type = 'SCHEDULED'
        and r.state_name = 'AwaitingConcurrencySlot' and r.deployment_id > c.deployment_id
      order by r.deployment_id limit 1
    ) next
  )
  select waiting.id
  from crowded c
  left join provost.concurrency_limits l on l.deployment_id = c.deployment_id and l.active
  cross join lateral (
    select case when l.id is null then p_limit
      else least(p_limit, greatest(
        l."limit" - provost_private.slots_held(l.id, p_now), 0)) end as slots
  ) free
  cross join lateral (
    select r.id from provost.flow_runs r
    where r.work_queue_id = p_work_queue_id and r.state_type = 'SCHEDULED'
      and r.state_name = 'AwaitingConcurrencySlot' and r.deployment_id = c.deployment_id
      and (r.overlap is null or not provost_private.has_unended_run(r.schedule_id))
    order by r.expected_start_time limit free.slots
  ) waiting
  limit p_limit;
end
$$;
