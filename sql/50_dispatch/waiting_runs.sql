-- The runs that wait in a queue for a time after `p_after` and up to `p_before`, the first
-- `p_limit` by their time: all but those that wait for a slot. It merges what two indexes have
-- in order, flow_runs_due_idx and flow_runs_keyed_due_idx. It sets nothing, so that it is written
-- into the query that calls it, which must not scan.
create or replace function provost_private.waiting_runs(
  p_work_queue_id uuid, p_after timestamptz, p_before timestamptz, p_limit integer
) returns table (id uuid, start timestamptz, state_name text, deployment_id uuid)
language sql stable
begin atomic
  select w.* from (
    (select r.id, r.next_scheduled_start_time as start, r.state_name, r.deployment_id
    from provost.flow_runs r
    where r.work_queue_id = p_work_queue_id and r.fairness_key is null
      and r.state_type = 'SCHEDULED' and r.state_name <> 'AwaitingConcurrencySlot'
      and r.next_scheduled_start_time > p_after and r.next_scheduled_start_time <= p_before
    order by r.next_scheduled_start_time limit p_limit)
    union all
    (select r.id, r.next_scheduled_start_time, r.state_name, r.deployment_id
    from provost.flow_runs r
    where r.work_queue_id = p_work_queue_id and r.fairness_key is not null
      and r.state_type = 'SCHEDULED' and r.state_name <> 'AwaitingConcurrencySlot'
      and r.next_scheduled_start_time > p_after and r.next_scheduled_start_time <= p_before
    order by r.next_scheduled_start_time limit p_limit)
  ) w
  order by w.start limit p_limit;
end;
