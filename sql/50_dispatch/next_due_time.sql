-- When the next waiting run becomes due, over all queues that are not paused.
create or replace function provost_private.next_due_time(p_now timestamptz) returns timestamptz
language sql stable set enable_seqscan = off
begin atomic
  select min(due.next_scheduled_start_time)
  from provost.work_queues q
  cross join lateral (
    select r.next_scheduled_start_time from provost.flow_runs r
    where r.work_queue_id = q.id and r.state_type = 'SCHEDULED'
      and r.state_name <> 'AwaitingConcurrencySlot'
      and r.next_scheduled_start_time > p_now
    order by r.next_scheduled_start_time limit 1
  ) due
  where not q.is_paused;
end;
