-- What deploying decides of a deployment, in the shape that save_deployment reads, without what is
-- null; instants are in UTC. What operators decide (paused, active schedules) and the books are
-- not part of it.
create or replace function provost_private.deployment_content(p_deployment_id uuid) returns jsonb
language sql stable set timezone = 'UTC'
begin atomic
  select jsonb_object_agg(e.key, e.value) filter (where e.value <> 'null')
  from provost.deployments d
  left join provost.work_queues q on q.id = d.work_queue_id
  left join provost.work_pools p on p.id = q.work_pool_id
  cross join lateral (
    select coalesce(jsonb_agg(jsonb_strip_nulls(to_jsonb(s) - array['id', 'deployment_id',
        'active', 'version', 'next_plan_time', 'last_planned_time', 'planning_error', 'created',
        'updated', 'parameters'])
      || jsonb_build_object('parameters', s.parameters) order by s.slug), '[]')
      as list
    from provost.deployment_schedules s where s.deployment_id = d.id
  ) schedules
  cross join lateral jsonb_each(
    to_jsonb(d) - array['id', 'flow_id', 'full_name', 'name', 'kind', 'parameter_check', 'paused',
      'work_queue_id', 'needs_job_variables', 'fills_in_runs', 'created', 'updated']
    || jsonb_build_object('work_pool_name', p.name, 'work_queue_name', q.name,
      'schedules', schedules.list)) as e (key, value)
  where d.id = p_deployment_id;
end;
