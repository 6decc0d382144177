-- Locks the runs of a queue that are to start next, `p_limit` at most and none of `p_not`, and
-- answers their ids: runs that wait for a slot of their deployment go first, when there is one; the
-- others go by their time, and those with fairness keys in turn.
create or replace function provost_private.next_runs_of_queue(
  p_work_queue_id uuid, p_limit integer, p_now timestamptz, p_not uuid[]
) returns uuid[]
language plpgsql volatile set search_path = ''
as $$
declare
  v_ids uuid[];
begin
  -- Some of `p_not` had slots, perhaps, and would be found again: they are locked by us.
  v_ids := array(
    select i from unnest(provost_private.seated_flow_runs(
      p_work_queue_id, p_limit + cardinality(p_not), p_now)) i
    where i <> all (p_not) limit p_limit);
  if exists (
    select from provost.flow_runs r
    where r.work_queue_id = p_work_queue_id and r.fairness_key is not null
      and r.state_type = 'SCHEDULED' and r.state_name <> 'AwaitingConcurrencySlot')
  then
    return v_ids || provost_private.fair_flow_runs(
      p_work_queue_id, p_limit - cardinality(v_ids), p_now, p_not);
  end if;
  return v_ids || provost_private.oldest_flow_runs(
    p_work_queue_id, p_limit - cardinality(v_ids), p_now, p_not);
end
$$;
