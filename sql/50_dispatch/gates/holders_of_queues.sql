-- The runs that are under way in queues, 20 at most: [{"flow_run_id", "name", "since"}, …].
create or replace function provost_private.holders_of_queues(p_work_queue_ids uuid[])
returns jsonb
language sql stable set enable_seqscan = off set jit = off
begin atomic
  select coalesce(jsonb_agg(jsonb_build_object(
    'flow_run_id', h.id, 'name', h.name, 'since', h.state_timestamp)
    order by h.state_timestamp), '[]')
  from (
    select r.id, r.name, r.state_timestamp from provost.flow_runs r
    where r.state_type in ('PENDING', 'RUNNING') and r.work_queue_id = any (p_work_queue_ids)
    limit 20
  ) h;
end;
