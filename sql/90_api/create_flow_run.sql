-- Enqueues a run of a deployment and answers its row; a repeated idempotency key answers the
-- run that exists. The same as an insert into provost.flow_runs, for callers that cannot.
create or replace function provost.create_flow_run(
  deployment text, parameters jsonb default '{}', name text default null,
  tags text[] default '{}', idempotency_key text default null,
  scheduled_time timestamptz default null, labels jsonb default '{}',
  job_variables jsonb default null, enforce_parameter_schema boolean default null,
  fairness_key text default null, work_queue text default null
) returns provost.flow_runs
language plpgsql volatile security definer set search_path = ''
as $$
declare
  -- A name has a slash.
  v_deployment text := case when strpos(create_flow_run.deployment, '/') = 0
    then (provost_private.find_deployment_named(create_flow_run.deployment)).full_name
    else create_flow_run.deployment end;
  v_run provost.flow_runs;
begin
  perform provost_private.check_objects(create_flow_run.labels, create_flow_run.job_variables);
  insert into provost.flow_runs as r (
    deployment, parameters, name, tags, idempotency_key, expected_start_time, labels,
    job_variables, enforce_parameter_schema, fairness_key, work_queue_id)
  values (
    v_deployment, coalesce(create_flow_run.parameters, '{}'), create_flow_run.name,
    coalesce(create_flow_run.tags, '{}'), create_flow_run.idempotency_key,
    coalesce(create_flow_run.scheduled_time, provost_private.clock_now()),
    coalesce(create_flow_run.labels, '{}'), create_flow_run.job_variables,
    create_flow_run.enforce_parameter_schema, create_flow_run.fairness_key,
    case when create_flow_run.work_queue is not null then (
      select provost_private.sibling_work_queue(d.work_queue_id, create_flow_run.work_queue)
      from provost.deployments d where d.full_name = v_deployment) end)
  returning r.* into v_run;

  if v_run.id is null then
    select r.* into v_run
    from provost_private.idempotency_keys k
    join provost.deployments d on d.id = k.deployment_id
    join provost.flow_runs r on r.id = k.flow_run_id
    where d.full_name = v_deployment and k.key = create_flow_run.idempotency_key;
  end if;
  return v_run;
end
$$;
