-- ★ Where an insert becomes a run. Before each row: resolves the deployment by name, merges
-- its default parameters, validates them, names the run, and sets the first state whatever
-- the caller wrote there. A repeated idempotency key with the same input is skipped.
-- It adds no job and sends no notification: see announce_flow_runs.
-- Each expression costs every insert, a single one most, which prepares them all anew: the usual
-- row, of a deployment that has nothing to fill in, goes through few, up to the first `return new`.
create or replace function provost_private.prepare_flow_run() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_fills_in boolean;
  v_is_checked boolean;
  v_check jsonpath;
  v_needs_job_variables boolean;
  v_fairness_key text;
  v_parameters jsonb;
  v_tags text[];
  v_labels jsonb;
  v_retries integer;
  v_retry_delay double precision;
  v_timeout double precision;
  v_given jsonb;
begin
  if new.deployment is null or new.deployment_id is not null or (jsonb_typeof(new.labels) = 'object'
    and jsonb_typeof(new.parameters) = 'object') is not true
  then
    new := provost_private.address_flow_run(new);
    if new.deployment is null then
      return new;
    end if;
  end if;
  select d.id, d.flow_id, d.kind, coalesce(new.work_queue_id, d.work_queue_id),
    new.expected_start_time, d.fairness_key, d.needs_job_variables, d.parameter_check,
    coalesce(new.enforce_parameter_schema, d.enforce_parameter_schema)
      and d.parameter_openapi_schema is not null, d.fills_in_runs, d.parameters, d.tags,
    d.labels, d.retries, d.retry_delay_seconds, d.timeout_seconds
  into new.deployment_id, new.flow_id, new.kind, new.work_queue_id,
    new.next_scheduled_start_time, v_fairness_key, v_needs_job_variables, v_check, v_is_checked,
    v_fills_in, v_parameters, v_tags, v_labels, v_retries, v_retry_delay, v_timeout
  from provost.deployments d where d.full_name = new.deployment;
  new.name := coalesce(nullif(new.name, ''), provost_private.random_run_name());
  if not v_fills_in and not v_needs_job_variables and pg_column_size(new) <= 524288
    and provost_private.is_newborn(new.state_type, new.state_name, new.state_count,
      new.epoch, new.run_count, new.crash_count, new.resuming, new.total_run_time)
    and num_nonnulls(new.state_message, new.state_details, new.pause_keys, new.start_time,
      new.end_time, new.result, new.result_meta, new.error, new.job_variables,
      new.idempotency_key, new.fairness_key, new.retries, new.retry_delay_seconds,
      new.timeout_seconds) = 0
    and new.expected_start_time between '0001-01-01 00:00+00' and '9999-12-31 00:00+00'
    and (not v_is_checked or new.parameters @@ v_check)
  then
    return new;
  end if;
  if new.deployment_id is null then
    perform provost_private.find_deployment(new.deployment, null); -- refuses it
  end if;
  v_given := new.parameters;
  if v_fills_in then
    new.parameters := v_parameters || v_given;
    new.tags := case when v_tags = '{}' then new.tags
      else provost_private.union_of_tags(v_tags, new.tags) end;
    new.labels := v_labels || new.labels;
    new.retries := coalesce(new.retries, v_retries);
    new.retry_delay_seconds := coalesce(new.retry_delay_seconds, v_retry_delay);
    new.timeout_seconds := coalesce(new.timeout_seconds, v_timeout);
  end if;
  if num_nonnulls(new.retries, new.retry_delay_seconds, new.timeout_seconds) > 0
    or new.expected_start_time not between '0001-01-01 00:00+00' and '9999-12-31 00:00+00'
  then
    perform provost_private.check_run_times(new);
  end if;
  if coalesce(new.fairness_key, v_fairness_key) is not null then
    new.fairness_key := provost_private.fairness_key_of(
      new.fairness_key, v_fairness_key, new.parameters);
  end if;
  if pg_column_size(new.parameters) + pg_column_size(new.labels) + pg_column_size(new.tags)
    + pg_column_size(new.name) + coalesce(pg_column_size(new.job_variables), 0) > 524288
  then
    perform provost_private.refuse_large_run(new);
  end if;
  if v_is_checked and (new.parameters @@ v_check) is not true then
    perform provost_private.require_valid_parameters(
      d.parameter_check, d.parameter_openapi_schema, new.parameters, d.full_name)
    from provost.deployments d where d.id = new.deployment_id;
  end if;
  if new.job_variables is not null or v_needs_job_variables then
    perform provost_private.check_job_variables(
      new.deployment_id, new.work_queue_id, new.job_variables);
  end if;
  -- A row whose id exists is going to be skipped or refused, and must not use up its key.
  if new.idempotency_key is not null
    and not exists (select from provost.flow_runs r where r.id = new.id)
    and not provost_private.claim_idempotency_key(
      new.deployment_id, new.idempotency_key, new.id, v_given)
  then
    return null;
  end if;
  return provost_private.newborn_flow_run(new, 'SCHEDULED');
end
$$;
