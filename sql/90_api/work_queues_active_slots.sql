-- How many runs of a queue are under way, which its limit counts.
create or replace function provost.work_queues_active_slots(work_queue provost.work_queues)
returns integer
language sql stable security definer
begin atomic
  select provost_private.count_running(array[work_queue.id]);
end;
