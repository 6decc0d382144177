-- Everything about one task run, with its states; no row when there is no such one. For people to
-- read: the CLI calls it. Takes no locks.
create or replace function provost_private.inspect_task_run(p_task_run_id uuid)
returns table (
  id uuid, flow_run_id uuid, flow_run_name text, key text, name text, task_name text, tags text[],
  state_type provost.state_type, state_name text, state_message text,
  state_timestamp timestamptz, run_count integer, start_time timestamptz, end_time timestamptz,
  next_start_time timestamptz, task_inputs jsonb, child_flow_run_id uuid, result jsonb,
  error jsonb, states jsonb
)
language sql stable security definer
begin atomic
  select t.id, t.flow_run_id, r.name, t.key, t.name, t.task_name, t.tags, t.state_type,
    t.state_name, t.state_message, t.state_timestamp, t.run_count, t.start_time, t.end_time,
    t.next_start_time, t.task_inputs, t.child_flow_run_id, t.result, t.error, coalesce((
      select jsonb_agg(jsonb_build_object(
        'type', s.type, 'name', s.name, 'timestamp', s.timestamp, 'message', s.message)
        order by s.seq)
      from provost.task_run_states s
      where s.flow_run_id = t.flow_run_id and s.task_run_id = t.id), '[]')
  from provost.task_runs t left join provost.flow_runs r on r.id = t.flow_run_id
  where t.id = p_task_run_id;
end;
