-- How many runs of a queue are not over, counted no further than `p_limit`.
create or replace function provost_private.count_open_runs(p_work_queue_id uuid, p_limit integer)
returns integer
language sql stable set enable_seqscan = off set jit = off
begin atomic
  select count(*)::integer from (
    select from provost.flow_runs r
    where r.work_queue_id = p_work_queue_id and r.state_type = 'SCHEDULED'
      and r.state_name <> 'AwaitingConcurrencySlot'
    union all
    select from provost.flow_runs r
    where r.work_queue_id = p_work_queue_id and r.state_type = 'SCHEDULED'
      and r.state_name = 'AwaitingConcurrencySlot'
    union all
    select from provost.flow_runs r
    where r.work_queue_id = p_work_queue_id
      and r.state_type in ('PENDING', 'RUNNING', 'PAUSED', 'CANCELLING')
    limit p_limit
  ) open;
end;
