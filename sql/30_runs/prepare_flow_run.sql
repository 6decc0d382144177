-- ★ Where an insert becomes a run. Before each row: resolves the deployment by name, merges
-- its default parameters, validates them, names the run, and sets the first state whatever
-- the caller wrote there. A repeated idempotency key with the same input is skipped.
-- It adds no job and sends no notification: see announce_flow_runs.
create or replace function provost_private.prepare_flow_run() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_deployment provost.deployments;
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

  v_deployment := provost_private.find_deployment(new.deployment, new.deployment_id);
  new.deployment_id := v_deployment.id;
  new.deployment := v_deployment.full_name;
  new.flow_id := v_deployment.flow_id;
  new.work_queue_id := v_deployment.work_queue_id;
  new.parameters := v_deployment.parameters || new.parameters;

  if pg_column_size(new.parameters) > 524288 then
    perform provost_private.fail_with('VOSIZ',
      format('The parameters for deployment %L take %s bytes; at most 524288 are allowed.',
        v_deployment.full_name, pg_column_size(new.parameters)),
      null, 'Store the data elsewhere and pass a reference to it.');
  end if;
  if v_deployment.enforce_parameter_schema and v_deployment.parameter_openapi_schema is not null
    and (new.parameters @@ v_deployment.parameter_check) is not true
  then
    perform provost_private.require_valid_parameters(
      v_deployment.parameter_check, v_deployment.parameter_openapi_schema, new.parameters,
      v_deployment.full_name);
  end if;
  -- A row whose id exists is going to be skipped or refused, and must not use up its key.
  if new.idempotency_key is not null
    and not exists (select from provost.flow_runs r where r.id = new.id)
    and not provost_private.claim_idempotency_key(
      v_deployment.id, new.idempotency_key, new.id, new.parameters)
  then
    return null;
  end if;

  if v_deployment.tags <> '{}' then
    new.tags := array(select distinct unnest(v_deployment.tags || new.tags) order by 1);
  end if;
  new.labels := v_deployment.labels || new.labels;
  new.retries := coalesce(new.retries, v_deployment.retries);
  new.retry_delay_seconds := coalesce(new.retry_delay_seconds, v_deployment.retry_delay_seconds);
  new.timeout_seconds := coalesce(new.timeout_seconds, v_deployment.timeout_seconds);
  return provost_private.newborn_flow_run(new, 'SCHEDULED');
end
$$;
