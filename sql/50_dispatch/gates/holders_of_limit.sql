-- Who holds slots of a limit, 20 at most: [{"flow_run_id", "name", "task_key", "holder", "since"}].
create or replace function provost_private.holders_of_limit(p_limit_id uuid, p_now timestamptz)
returns jsonb
language sql stable set enable_seqscan = off set jit = off
begin atomic
  select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
    'flow_run_id', h.flow_run_id, 'name', r.name, 'task_key', h.task_key, 'holder', h.holder,
    'since', h.granted)) order by h.granted), '[]')
  from (
    select s.flow_run_id, s.task_key, s.holder, s.granted from provost_private.slots s
    where s.limit_id = p_limit_id and s.granted is not null
      and (s.expires is null or s.expires > p_now)
    limit 20
  ) h
  left join provost.flow_runs r on r.id = h.flow_run_id;
end;
