-- What deploying would change, before it does: {"is_new", "changes": [{"field", "was",
-- "becomes"}]}, in the order of the fields. Reads only; what cannot be deployed is refused by
-- deploying it.
create or replace function provost_private.deployment_changes(p_deployment jsonb) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_id uuid := (
    select d.id from provost.deployments d
    where d.full_name = (p_deployment #>> '{flow,name}') || '/' || (p_deployment ->> 'name'));
  v_deployed jsonb := coalesce(provost_private.deployment_content(v_id), '{}');
  v_limit jsonb := provost_private.deployment_limit(p_deployment);
  v_proposed jsonb;
begin
  v_proposed :=
    '{"tags": [], "labels": {}, "parameters": {}, "job_variables": {},
      "enforce_parameter_schema": true, "collision_strategy": "ENQUEUE",
      "work_pool_name": "default", "work_queue_name": "default", "schedules": []}'
    || coalesce((
      select jsonb_object_agg(e.key, e.value)
      from jsonb_each(p_deployment) as e (key, value)
      where e.value <> 'null' and e.key = any (array['description', 'version', 'tags', 'labels',
        'parameters', 'parameter_openapi_schema', 'enforce_parameter_schema', 'work_pool_name',
        'work_queue_name', 'entrypoint', 'job_variables', 'retries', 'retry_delay_seconds',
        'timeout_seconds', 'fairness_key'])), '{}')
    || jsonb_strip_nulls(coalesce(v_limit - 'limit', '{}')
      || jsonb_build_object('pull_steps', provost_private.read_pull_steps(
          p_deployment -> 'pull_steps'),
        'concurrency_limit', v_limit -> 'limit',
        'schedules', case when p_deployment ? 'schedules' then provost_private.proposed_schedules(
            p_deployment -> 'schedules', coalesce(v_deployed -> 'schedules', '[]'))
          else v_deployed -> 'schedules' end));
  return jsonb_build_object('is_new', v_id is null, 'changes', coalesce((
    select jsonb_agg(jsonb_build_object(
      'field', coalesce(w.key, b.key), 'was', w.value, 'becomes', b.value)
      order by coalesce(w.key, b.key))
    from jsonb_each(v_deployed) as w (key, value)
    full join jsonb_each(v_proposed) as b (key, value) on b.key = w.key
    where w.value is distinct from b.value), '[]'));
end
$$;
