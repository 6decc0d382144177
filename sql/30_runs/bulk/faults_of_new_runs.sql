-- What keeps runs from being created, at most 20 faults: parameters that do not fit, and
-- idempotency keys that were used with other parameters, before or by an earlier one of these runs.
create or replace function provost_private.faults_of_new_runs(
  p_deployment provost.deployments, p_runs jsonb
) returns table (place bigint, pointer text, message text)
language sql stable set search_path = ''
begin atomic
  with given as materialized (
    select r.place, coalesce(nullif(r.run -> 'parameters', 'null'), '{}') as parameters,
      r.run ->> 'idempotency_key' as key,
      coalesce((r.run ->> 'enforce_parameter_schema')::boolean,
        p_deployment.enforce_parameter_schema)
        and p_deployment.parameter_openapi_schema is not null as is_checked
    from jsonb_array_elements(p_runs) with ordinality as r (run, place)
  ), keyed as (
    select g.place, g.key, g.parameters,
      first_value(g.parameters) over (partition by g.key order by g.place) as first_parameters
    from given g where g.key is not null
  )
  select f.place, f.pointer, f.message
  from (
    select g.place, e.pointer, e.message
    from given g
    cross join lateral provost_private.parameter_errors(
      p_deployment.parameter_openapi_schema, p_deployment.parameters || g.parameters) e
    where g.is_checked and not provost_private.parameters_fit(p_deployment.parameter_check,
      p_deployment.parameter_openapi_schema, p_deployment.parameters || g.parameters)
    union all
    select k.place, '',
      format('the idempotency key %L was used with other parameters', k.key)
    from keyed k
    left join provost_private.idempotency_keys i
      on i.deployment_id = p_deployment.id and i.key = k.key
    where k.parameters <> k.first_parameters or i.input_hash <> md5(k.parameters::text)::uuid
  ) f
  order by f.place, f.pointer
  limit 20;
end;
