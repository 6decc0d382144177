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
  end if;
  if v_faults = '[]' then
    begin
      v_ids := provost_private.insert_new_runs(v_deployment, create_flow_runs.runs);
      if create_flow_runs.dry_run then
        perform provost_private.fail_with('VOUND', 'They can be created.');
      end if;
      v_created := cardinality(v_ids);
    exception
      when sqlstate 'VOUND' then
        null; -- and so are undone, with their ids
      when sqlstate 'VOPAR' or sqlstate 'VODUP' then
        -- The insert stops at the first fault: here are all of them.
        perform provost_private.refuse_faulty_runs(v_deployment, create_flow_runs.runs);
        raise;
    end;
  end if;
  return jsonb_build_object('given', jsonb_array_length(create_flow_runs.runs),
    'created', v_created, 'existing', jsonb_array_length(create_flow_runs.runs) - v_created,
    'ids', case when create_flow_runs.dry_run then '[]' else to_jsonb(v_ids) end,
    'faults', v_faults);
end
$$;
