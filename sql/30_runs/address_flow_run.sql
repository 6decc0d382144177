-- What prepare_flow_run does first with a row that is not as nearly all are: parameters and labels
-- are objects, and a deployment that was named by its id is named by its name. Without a deployment
-- is only a run that is started by the process which is going to hold it.
create or replace function provost_private.address_flow_run(p_run provost.flow_runs)
returns provost.flow_runs
language plpgsql volatile set search_path = ''
as $$
begin
  p_run.parameters := coalesce(p_run.parameters, '{}');
  p_run.labels := coalesce(p_run.labels, '{}');
  if jsonb_typeof(p_run.parameters) <> 'object' then
    perform provost_private.fail_with('VOPAR',
      format('Expected parameters as a JSON object, got %s.', left(p_run.parameters::text, 80)),
      null, 'Write them like {"source": "a.csv"}.');
  end if;
  perform provost_private.check_objects(p_run.labels, p_run.job_variables);
  if p_run.deployment is null and p_run.deployment_id is null and p_run.flow_id is not null
    and p_run.state_type = 'PENDING'
  then
    p_run.name := coalesce(nullif(p_run.name, ''), provost_private.random_run_name());
    return provost_private.newborn_flow_run(p_run, 'PENDING');
  end if;
  select d.full_name into p_run.deployment
  from provost_private.find_deployment(p_run.deployment, p_run.deployment_id) d;
  return p_run;
end
$$;
