-- ★ Where an insert becomes a run. Before each row: resolves the deployment by name, merges
-- its default parameters, validates them, names the run, and sets the first state whatever
-- the caller wrote there. A repeated idempotency key with the same input is skipped.
-- It adds no job and sends no notification: see announce_flow_runs.
create or replace function provost_private.prepare_flow_run() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_deployment record;
  v_given jsonb;
begin
  new.name := coalesce(new.name, provost_private.random_run_name());
  new.parameters := coalesce(new.parameters, '{}');
  if jsonb_typeof(new.parameters) <> 'object' then
    perform provost_private.fail_with('VOPAR',
      format('Expected parameters as a JSON object, got %s.', left(new.parameters::text, 80)),
      null, 'Write them like {"source": "a.csv"}.');
  end if;
  if new.deployment is null and new.deployment_id is null and new.flow_id is not null
    and new.state_type = 'PENDING'
  then
    -- A run without a deployment is started by the process that is going to hold it.
    return provost_private.newborn_flow_run(new, 'PENDING');
  end if;

  -- Only the columns that are needed, so that a large schema is not copied for each row.
  select d.id, d.full_name, d.flow_id, d.kind, d.work_queue_id, d.parameters, d.parameter_check,
    coalesce(new.enforce_parameter_schema, d.enforce_parameter_schema)
      and d.parameter_openapi_schema is not null as is_checked, d.tags,
    d.labels, d.retries, d.retry_delay_seconds, d.timeout_seconds, d.needs_job_variables,
    d.fairness_key
  into v_deployment
  from provost.deployments d where d.full_name = new.deployment;
  if not found or new.deployment_id <> v_deployment.id then
    select d.*, coalesce(new.enforce_parameter_schema, d.enforce_parameter_schema)
      and d.parameter_openapi_schema is not null as is_checked
    into v_deployment from provost_private.find_deployment(new.deployment, new.deployment_id) d;
  end if;
  new.deployment_id := v_deployment.id;
  new.deployment := v_deployment.full_name;
  new.flow_id := v_deployment.flow_id;
  new.kind := v_deployment.kind;
  new.work_queue_id := coalesce(new.work_queue_id, v_deployment.work_queue_id);
  v_given := new.parameters;
  new.parameters := v_deployment.parameters || v_given;
  if v_deployment.tags <> '{}' then
    new.tags := provost_private.union_of_tags(v_deployment.tags, new.tags);
  end if;
  new.labels := v_deployment.labels || new.labels;
  new.retries := coalesce(new.retries, v_deployment.retries);
  new.retry_delay_seconds := coalesce(new.retry_delay_seconds, v_deployment.retry_delay_seconds);
  new.timeout_seconds := coalesce(new.timeout_seconds, v_deployment.timeout_seconds);
  if coalesce(new.fairness_key, v_deployment.fairness_key) is not null then
    new.fairness_key := provost_private.fairness_key_of(
      new.fairness_key, v_deployment.fairness_key, new.parameters);
  end if;

  if pg_column_size(new.parameters) + pg_column_size(new.labels) + pg_column_size(new.tags)
    + pg_column_size(new.name) + coalesce(pg_column_size(new.job_variables), 0) > 524288
  then
    perform provost_private.refuse_large_run(new);
  end if;
  if v_deployment.is_checked and (new.parameters @@ v_deployment.parameter_check) is not true then
    perform provost_private.require_valid_parameters(
      d.parameter_check, d.parameter_openapi_schema, new.parameters, d.full_name)
    from provost.deployments d where d.id = v_deployment.id;
  end if;
  if new.job_variables is not null or v_deployment.needs_job_variables then
    perform provost_private.check_job_variables(
      v_deployment.id, new.work_queue_id, new.job_variables);
  end if;
  if new.idempotency_key is not null then
    -- A row whose id exists is going to be skipped or refused, and must not use up its key.
    if not exists (select from provost.flow_runs r where r.id = new.id)
      and not provost_private.claim_idempotency_key(
        v_deployment.id, new.idempotency_key, new.id, v_given)
    then
      return null;
    end if;
  end if;

  if provost_private.is_newborn(new.state_type, new.state_name, new.state_count, new.epoch,
    new.run_count, new.crash_count, new.resuming, new.total_run_time,
    num_nonnulls(new.state_message, new.state_details, new.pause_keys, new.start_time,
      new.end_time, new.result, new.result_meta, new.error))
  then
    new.next_scheduled_start_time := new.expected_start_time;
    return new;
  end if;
  return provost_private.newborn_flow_run(new, 'SCHEDULED');
end
$$;
