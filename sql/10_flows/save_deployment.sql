-- Makes a deployment known: creates it or brings it up to date, with its flow, and answers
-- its id. A schema that could not be enforced is refused here, not at the first insert. What is
-- changed becomes a new version of it: see keep_deployment_version.
-- `paused` is an operator's word: deploying again never changes it.
create or replace function provost_private.save_deployment(p_deployment jsonb) returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_id uuid;
  v_flow_id uuid := provost_private.save_flow(p_deployment -> 'flow');
  v_name text := p_deployment ->> 'name';
  v_limit jsonb := provost_private.deployment_limit(p_deployment);
  v_schema jsonb := nullif(p_deployment -> 'parameter_openapi_schema', 'null');
begin
  perform provost_private.check_deployment_members(p_deployment);
  if pg_column_size(p_deployment) > 1500000 then
    perform provost_private.fail_with('VOSIZ',
      format('The deployment takes %s bytes; at most 1500000 are allowed.',
        pg_column_size(p_deployment)), null, 'Shorten its schema, description or parameters.');
  end if;
  if v_name is null or v_name !~ '^(?=.*[^[:space:]])[^/%&><]+$' then
    perform provost_private.fail_with('VOARG',
      format('Expected a deployment name without any of / %% & > <, got %L.', v_name),
      null, 'Name the deployment with letters, digits, spaces, - or _.');
  end if;
  perform provost_private.check_name_length('a deployment name', v_name);
  if v_limit is not null then
    perform provost_private.check_deployment_limit(v_limit);
  end if;

  insert into provost.deployments as d (
    flow_id, name, full_name, description, version, tags, labels, parameters,
    parameter_openapi_schema, enforce_parameter_schema, work_queue_id,
    entrypoint, paused, job_variables, retries, retry_delay_seconds, timeout_seconds,
    concurrency_limit, collision_strategy, grace_period_seconds, pull_steps, fairness_key)
  select v_flow_id, v_name, (p_deployment #>> '{flow,name}') || '/' || v_name,
    x.description, x.version, coalesce(x.tags, '{}'), coalesce(x.labels, '{}'),
    coalesce(x.parameters, '{}'), v_schema,
    coalesce(x.enforce_parameter_schema, true),
    provost_private.find_work_queue(x.work_pool_name, x.work_queue_name),
    x.entrypoint, coalesce(x.paused, false), coalesce(x.job_variables, '{}'),
    x.retries, x.retry_delay_seconds, x.timeout_seconds, (v_limit ->> 'limit')::integer,
    coalesce(v_limit ->> 'collision_strategy', 'ENQUEUE'),
    (v_limit ->> 'grace_period_seconds')::double precision,
    x.pull_steps, nullif(x.fairness_key, '')
  from jsonb_to_record(p_deployment) as x (
    description text, version text, tags text[], labels jsonb, parameters jsonb,
    enforce_parameter_schema boolean, work_pool_name text, work_queue_name text,
    entrypoint text, paused boolean, job_variables jsonb, retries integer,
    retry_delay_seconds double precision, timeout_seconds double precision, pull_steps jsonb,
    fairness_key text)
  on conflict (flow_id, name) do update
    set description = excluded.description, version = excluded.version, tags = excluded.tags,
        labels = excluded.labels, parameters = excluded.parameters,
        parameter_openapi_schema = excluded.parameter_openapi_schema,
        parameter_check = excluded.parameter_check,
        enforce_parameter_schema = excluded.enforce_parameter_schema,
        work_queue_id = excluded.work_queue_id, entrypoint = excluded.entrypoint,
        job_variables = excluded.job_variables, retries = excluded.retries,
        retry_delay_seconds = excluded.retry_delay_seconds,
        timeout_seconds = excluded.timeout_seconds,
        concurrency_limit = excluded.concurrency_limit,
        collision_strategy = excluded.collision_strategy,
        grace_period_seconds = excluded.grace_period_seconds,
        pull_steps = excluded.pull_steps, fairness_key = excluded.fairness_key,
        updated = provost_private.clock_now()
  returning d.id into v_id;

  if p_deployment ? 'schedules' then
    perform provost_private.save_schedules(v_id, p_deployment -> 'schedules');
    perform provost_private.require_fitting_schedule(s) from provost.deployment_schedules s
    where s.deployment_id = v_id and s.active;
  end if;
  perform provost_private.check_deployed_parameters(v_id);
  perform provost_private.check_deployed_job_variables(v_id);
  perform provost_private.check_pulled_code(v_id);
  perform provost_private.keep_deployment_version(v_id, p_deployment);
  return v_id;
end
$$;
