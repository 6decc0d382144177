-- Enqueues many runs of a deployment in one insert, all of them or none, and answers {"given",
-- "created", "existing", "ids", "faults"}. A run whose idempotency key is known with the same
-- parameters exists already. Nothing is created in a dry run, which tells all that is wrong.
create or replace function provost.create_flow_runs(
  deployment text, runs jsonb, dry_run boolean default false
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_deployment provost.deployments := provost_private.named_deployment(create_flow_runs.deployment);
  v_faults jsonb := '[]';
  v_ids uuid[] := '{}';
  v_created bigint;
begin
  perform provost_private.check_new_runs(create_flow_runs.runs);
  if create_flow_runs.dry_run then
    v_created := provost_private.count_new_keys(v_deployment.id, create_flow_runs.runs);
    select coalesce(jsonb_agg(jsonb_build_object(
      'run', f.place, 'pointer', f.pointer, 'message', f.message) order by f.place), '[]')
    into v_faults
    from provost_private.faults_of_new_runs(v_deployment, create_flow_runs.runs) f;
  else
    begin
      with added as (
        insert into provost.flow_runs (deployment, parameters, name, tags, idempotency_key,
          expected_start_time, labels, job_variables, enforce_parameter_schema, fairness_key,
          work_queue_id)
        select v_deployment.full_name, coalesce(x.parameters, '{}'), x.name,
          coalesce(x.tags, '{}'), x.idempotency_key,
          coalesce(x.scheduled_time, provost_private.clock_now()), coalesce(x.labels, '{}'),
          x.job_variables, x.enforce_parameter_schema, x.fairness_key,
          case when x.work_queue is not null then provost_private.sibling_work_queue(
            v_deployment.work_queue_id, x.work_queue) end
        from jsonb_array_elements(create_flow_runs.runs) with ordinality as r (run, place)
        cross join lateral jsonb_to_record(r.run) as x (parameters jsonb, name text, tags text[],
          idempotency_key text, scheduled_time timestamptz, labels jsonb, job_variables jsonb,
          enforce_parameter_schema boolean, fairness_key text, work_queue text)
        order by r.place
        returning id)
      select coalesce(array_agg(a.id order by a.id), '{}'), count(*) into v_ids, v_created
      from added a;
    exception when sqlstate 'VOPAR' or sqlstate 'VODUP' then
      -- The insert stops at the first fault: here are all of them.
      perform provost_private.refuse_faulty_runs(v_deployment, create_flow_runs.runs);
      raise;
    end;
  end if;
  return jsonb_build_object('given', jsonb_array_length(create_flow_runs.runs),
    'created', v_created, 'existing', jsonb_array_length(create_flow_runs.runs) - v_created,
    'ids', to_jsonb(v_ids), 'faults', v_faults);
end
$$;
