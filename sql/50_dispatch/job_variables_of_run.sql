-- Where and how a run is to be executed: the job variables of its deployment, with its own laid
-- over them. Asked by workers that start something for each run. Null when there is no such run.
create or replace function provost_private.job_variables_of_run(p_flow_run_id uuid) returns jsonb
language sql stable security definer
begin atomic
  select provost_private.merge_job_variables(
    provost_private.merge_job_variables('{}', d.job_variables), r.job_variables)
  from provost.flow_runs r
  left join provost.deployments d on d.id = r.deployment_id
  where r.id = p_flow_run_id;
end;
