-- Whether a run has got any further in this epoch: it, or a flow that it called and that was
-- held by the same worker at the same time, has completed a task.
create or replace function provost_private.has_completed_a_task(
  p_flow_run_id uuid, p_epoch integer
) returns boolean
language sql stable
begin atomic
  with recursive held (id, epoch, since) as (
    select a.flow_run_id, p_epoch, a.claimed_at
    from provost_private.active_runs a where a.flow_run_id = p_flow_run_id
    union all
    select c.id, null, h.since
    from held h join provost.flow_runs c on c.parent_flow_run_id = h.id
    where c.deployment_id is null
  )
  select exists (
    select from held h join provost.task_runs t on t.flow_run_id = h.id
    where t.state_type = 'COMPLETED'
      and case when h.epoch is null then t.state_timestamp >= h.since else t.epoch = h.epoch end);
end;
