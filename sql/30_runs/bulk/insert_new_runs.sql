-- Inserts runs of a deployment, all of them or none, and answers the ids of those that are new.
create or replace function provost_private.insert_new_runs(
  p_deployment provost.deployments, p_runs jsonb
) returns uuid[]
language plpgsql volatile set search_path = ''
as $$
declare
  v_ids uuid[];
begin
  with added as (
    insert into provost.flow_runs (deployment, parameters, name, tags, idempotency_key,
      expected_start_time, labels, job_variables, enforce_parameter_schema, fairness_key,
      work_queue_id)
    select p_deployment.full_name, coalesce(x.parameters, '{}'), x.name, coalesce(x.tags, '{}'),
      x.idempotency_key, coalesce(x.scheduled_time, provost_private.clock_now()),
      coalesce(x.labels, '{}'), x.job_variables, x.enforce_parameter_schema, x.fairness_key,
      case when x.work_queue is not null then provost_private.sibling_work_queue(
        p_deployment.work_queue_id, x.work_queue) end
    from jsonb_array_elements(p_runs) with ordinality as r (run, place)
    cross join lateral jsonb_to_record(r.run) as x (parameters jsonb, name text, tags text[],
      idempotency_key text, scheduled_time timestamptz, labels jsonb, job_variables jsonb,
      enforce_parameter_schema boolean, fairness_key text, work_queue text)
    order by r.place
    returning id)
  select coalesce(array_agg(a.id order by a.id), '{}') into v_ids from added a;
  return v_ids;
end
$$;
