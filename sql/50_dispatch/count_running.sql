-- How many runs of these queues are under way: Pending or Running, with `p_cancelling` also those
-- that are being cancelled, whoever holds them. Counted from the runs themselves, so it cannot
-- drift; it reads what is under way in all pools, and only pools with a limit ask.
create or replace function provost_private.count_running(
  p_work_queue_ids uuid[], p_cancelling boolean default false
) returns integer
language sql stable set enable_seqscan = off set jit = off
begin atomic
  select count(*)::integer from provost.flow_runs r
  where r.state_type in ('PENDING', 'RUNNING', 'CANCELLING')
    and (p_cancelling or r.state_type <> 'CANCELLING')
    and r.work_queue_id = any (p_work_queue_ids);
end;
