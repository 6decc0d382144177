-- Up to `p_limit` runs with ids after `p_after` (null: from the first on) and before `p_before_id`
-- that ended before `p_ended_before`, or failed or crashed before `p_failed_before`, in the order
-- of their ids: to be erased. What has not ended,
-- has started a run that has not, or was started by one that may still ask for it, is not among
-- them. Locks them; skips what somebody else has locked.
create or replace function provost_private.old_flow_runs(
  p_after uuid, p_before_id uuid, p_ended_before timestamptz, p_failed_before timestamptz,
  p_limit integer
) returns setof uuid
language sql volatile set search_path = '' set enable_seqscan = off set jit = off
begin atomic
  select r.id from provost.flow_runs r
  where r.id > coalesce(p_after, '00000000-0000-0000-0000-000000000000') and r.id < p_before_id
    and r.end_time < p_ended_before
    and (r.end_time < p_failed_before or r.state_type not in ('FAILED', 'CRASHED'))
    and not exists (
      select from provost.flow_runs c
      where c.parent_flow_run_id = r.id
        and c.state_type in ('SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED', 'CANCELLING'))
    and (r.parent_flow_run_id is null or not exists (
      select from provost.flow_runs p where p.id = r.parent_flow_run_id and p.end_time is null))
  order by r.id limit p_limit for update of r skip locked;
end;
