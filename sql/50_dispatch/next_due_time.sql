-- When the next waiting run becomes due, over all queues that are not paused.
create or replace function provost_private.next_due_time(p_now timestamptz) returns timestamptz
language sql stable set enable_seqscan = off set jit = off
begin atomic
  select min(next.start)
  from provost.work_queues q
  cross join lateral provost_private.waiting_runs(q.id, p_now, 'infinity', 1) next
  where not q.is_paused;
end;
