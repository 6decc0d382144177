-- The row of a run whose flow is called by a run, unless it is there already. Its id and its
-- task run are those of attach_child_run.
create or replace function provost_private.create_called_run(
  p_flow jsonb, p_parameters jsonb, p_options jsonb
) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  insert into provost.flow_runs (
    id, flow_id, name, parameters, tags, state_type, state_name, retries, retry_delay_seconds,
    timeout_seconds, parent_flow_run_id, parent_task_key, parent_task_run_id)
  select (p_options ->> 'id')::uuid, provost_private.save_flow(p_flow), p_options ->> 'name',
    p_parameters, array(select jsonb_array_elements_text(coalesce(p_options -> 'tags', '[]'))),
    'PENDING', 'Pending', (p_flow ->> 'retries')::integer,
    (p_flow ->> 'retry_delay_seconds')::double precision,
    (p_flow ->> 'timeout_seconds')::double precision, t.flow_run_id, t.key, t.id
  from provost.task_runs t
  where t.flow_run_id = (p_options -> 'parent' ->> 'flow_run_id')::uuid
    and t.key = p_options -> 'parent' ->> 'key'
  on conflict (id) do nothing;
end
$$;
