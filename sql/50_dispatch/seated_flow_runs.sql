-- Locks runs of a queue for which a slot of their deployment is free, `p_limit` at most, and
-- answers their ids. Those that another worker is taking are skipped.
create or replace function provost_private.seated_flow_runs(
  p_work_queue_id uuid, p_limit integer, p_now timestamptz
) returns uuid[]
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
as $$
begin
  if not exists (
    select from provost.flow_runs r
    where r.work_queue_id = p_work_queue_id and r.state_type = 'SCHEDULED'
      and r.state_name = 'AwaitingConcurrencySlot')
  then
    return '{}';
  end if;
  return array(
    select r.id from provost.flow_runs r
    where r.id in (select provost_private.runs_with_a_slot(p_work_queue_id, p_limit, p_now))
      and r.state_type = 'SCHEDULED' and r.state_name = 'AwaitingConcurrencySlot'
      and (r.start_before is null or r.start_before > p_now or r.run_count > 0)
    order by r.expected_start_time
    for update skip locked);
end
$$;
