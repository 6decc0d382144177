-- Makes a task known whose calls run in the background, and answers the id of the deployment that
-- stands for them. Its runs wait in a queue of their own, named for it, of the pool `tasks`, so
-- that only workers which have the code take them. `p_task`: name, description, version, tags.
-- Called when a first run is enqueued and by each process that serves the task, whichever comes
-- first; saving the same definition writes nothing.
create or replace function provost_private.save_task(p_task jsonb) returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_id uuid;
  v_name text := p_task ->> 'name';
  v_tags text[] := array(select jsonb_array_elements_text(coalesce(p_task -> 'tags', '[]')));
  v_schema constant jsonb := '{
    "type": "object", "required": ["args"], "additionalProperties": false,
    "properties": {"args": {"type": "array"}, "args_meta": {}}}';
  v_flow_id uuid := provost_private.save_flow(p_task || '{"kind": "task"}');
begin
  select d.id into v_id from provost.deployments d
  where d.full_name = v_name and d.kind = 'task'
    and d.description is not distinct from p_task ->> 'description'
    and d.version is not distinct from p_task ->> 'version' and d.tags = v_tags;
  if v_id is not null then
    return v_id;
  end if;

  perform provost_private.save_work_pool('tasks', 'Background tasks, each in a queue of its own.');
  insert into provost.work_queues (work_pool_id, name)
  select p.id, v_name from provost.work_pools p where p.name = 'tasks'
  on conflict (work_pool_id, name) do nothing;

  insert into provost.deployments as d (
    flow_id, kind, name, full_name, description, version, tags, parameter_openapi_schema,
    parameter_check, work_queue_id)
  values (v_flow_id, 'task', v_name, v_name, p_task ->> 'description', p_task ->> 'version', v_tags,
    v_schema, provost_private.compile_parameter_check(v_schema),
    provost_private.find_work_queue('tasks', v_name))
  on conflict (flow_id, name) do update
    set description = excluded.description, version = excluded.version, tags = excluded.tags,
        parameter_openapi_schema = excluded.parameter_openapi_schema,
        parameter_check = excluded.parameter_check, work_queue_id = excluded.work_queue_id,
        updated = provost_private.clock_now()
  returning d.id into v_id;
  return v_id;
end
$$;
