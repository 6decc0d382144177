-- Everything about one deployment, named `flow/deployment` or by its id. Refuses an unknown
-- one with VODEP. For people to read: the CLI calls it. Takes no locks.
create or replace function provost_private.inspect_deployment(p_deployment text)
returns table (
  id uuid, name text, flow_name text, description text, version text, tags text[],
  labels jsonb, entrypoint text, work_pool text, work_queue text, paused boolean,
  parameters jsonb, parameter_openapi_schema jsonb, enforce_parameter_schema boolean,
  job_variables jsonb, retries integer, retry_delay_seconds double precision,
  timeout_seconds double precision, concurrency_limit integer, collision_strategy text,
  grace_period_seconds double precision, fairness_key text, schedules jsonb, pull_steps jsonb,
  created timestamptz, updated timestamptz, status text, last_polled timestamptz
)
language sql stable security definer
begin atomic
  select d.id, d.full_name, f.name, d.description, d.version, d.tags, d.labels, d.entrypoint,
    p.name, q.name, d.paused, d.parameters, d.parameter_openapi_schema,
    d.enforce_parameter_schema, d.job_variables, d.retries, d.retry_delay_seconds,
    d.timeout_seconds, d.concurrency_limit, d.collision_strategy, d.grace_period_seconds,
    d.fairness_key, provost_private.deployment_schedules_json(d.id), d.pull_steps, d.created,
    d.updated, provost.deployments_status(d), provost.deployments_last_polled(d)
  from provost_private.named_deployment(p_deployment) d
  join provost.flows f on f.id = d.flow_id
  left join provost.work_queues q on q.id = d.work_queue_id
  left join provost.work_pools p on p.id = q.work_pool_id;
end;
