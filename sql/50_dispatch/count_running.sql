-- How many runs of these queues are under way (Pending or Running), whoever holds them. Counted
-- from the runs themselves, so it cannot drift; it reads what is under way in all pools, and only
-- pools with a limit ask.
create or replace function provost_private.count_running(p_work_queue_ids uuid[]) returns integer
language sql stable set enable_seqscan = off
begin atomic
  select count(*)::integer from provost.flow_runs r
  where r.state_type in ('PENDING', 'RUNNING') and r.work_queue_id = any (p_work_queue_ids);
end;
