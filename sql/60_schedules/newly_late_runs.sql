-- Runs that were due before `p_overdue` and are not called Late yet, `p_limit` at most: among the
-- 1000 of each queue that are due the longest, and the first 1000 of the last minute.
create or replace function provost_private.newly_late_runs(
  p_overdue timestamptz, p_limit integer
) returns setof uuid
language sql stable set enable_seqscan = off set jit = off
begin atomic
  select w.id
  from provost.work_queues q
  cross join lateral (
    select o.id, o.state_name
    from provost_private.waiting_runs(q.id, '-infinity', p_overdue, 1000) o
    union
    select n.id, n.state_name
    from provost_private.waiting_runs(q.id, p_overdue - interval '1 min', p_overdue, 1000) n
  ) w
  where w.state_name = 'Scheduled'
  limit p_limit;
end;
