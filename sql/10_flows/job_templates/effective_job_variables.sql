-- The job variables that count: the defaults of the pool, under those of the deployment, under
-- those of the run; see merge_job_variables.
create or replace function provost_private.effective_job_variables(
  p_schema jsonb, p_of_deployment jsonb, p_of_run jsonb
) returns jsonb
language sql immutable
return provost_private.merge_job_variables(
  provost_private.merge_job_variables(
    provost_private.job_variable_defaults(p_schema), p_of_deployment), p_of_run);
