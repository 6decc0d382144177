-- The part of change_flow_run_states for claims of runs that are due: stores and answers them. It
-- passes over runs that are not waiting any more, or for which a slot of their deployment counts.
-- Whoever claims several runs has locked them.
create or replace function provost_private.start_due_runs(
  p_changes provost_private.flow_run_change[], p_now timestamptz
) returns provost_private.flow_run_answer[]
language plpgsql volatile set search_path = ''
as $$
declare
  v_answers provost_private.flow_run_answer[];
begin
  with
  started as (
    update provost.flow_runs r set
      state_type = 'RUNNING',
      state_name = coalesce(c.name, 'Running'),
      -- Leaves room for the Pending before its Running.
      state_timestamp = greatest(p_now, r.state_timestamp + interval '2 microseconds'),
      state_message = c.message,
      state_details = null,
      state_count = r.state_count + 2,
      epoch = r.epoch + provost_private.epoch_step('SCHEDULED', 'RUNNING', true, false),
      attempt_epoch = case when r.resuming then r.attempt_epoch
        else r.epoch + provost_private.epoch_step('SCHEDULED', 'RUNNING', true, false) end,
      run_count = r.run_count + case when r.resuming then 0 else 1 end,
      resuming = false,
      start_time = coalesce(r.start_time,
        greatest(p_now, r.state_timestamp + interval '2 microseconds')),
      next_scheduled_start_time = null,
      result = null, result_meta = null, error = null
    from (select * from unnest(p_changes) u order by u.flow_run_id) c
    where c.type = 'RUNNING' and c.worker_id is not null and c.details is null
      and r.id = c.flow_run_id and r.state_type = 'SCHEDULED'
      and r.state_name <> 'AwaitingConcurrencySlot' and r.next_scheduled_start_time <= p_now
      and (r.state_details ? 'deployment_concurrency_lease_id') is not true
      and (
        not exists (
          select from provost.concurrency_limits l where l.deployment_id is not null and l.active)
        or not exists (
          select from provost.concurrency_limits l
          where l.deployment_id = r.deployment_id and l.active))
    returning c.ord, c.worker_id, r.id, r.epoch, r.run_count, r.state_count, r.state_name,
      r.state_timestamp, r.state_message, r.timeout_seconds
  ),
  history as (
    insert into provost_private.flow_run_states (
      flow_run_id, seq, type, name, timestamp, message, follows_pending)
    select s.id, s.state_count, 'RUNNING', s.state_name, s.state_timestamp, s.state_message, true
    from started s
  ),
  taken as (
    insert into provost_private.active_runs (flow_run_id, epoch, worker_id, claimed_at, deadline)
    select s.id, s.epoch, s.worker_id, p_now, p_now + make_interval(secs => s.timeout_seconds)
    from started s
  )
  select array_agg((s.ord, 'ACCEPT', null, s.id, s.epoch, s.run_count, 'RUNNING', s.state_name,
    s.state_timestamp, s.state_message, null, null, null)::provost_private.flow_run_answer)
  into v_answers
  from started s;
  return v_answers;
end
$$;
