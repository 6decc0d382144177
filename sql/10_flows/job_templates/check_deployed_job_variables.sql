-- Refuses job variables of a deployment that are wrong, once it is stored. What is missing may
-- still be given by its runs: then each of them is looked at. Called when a deployment is saved.
create or replace function provost_private.check_deployed_job_variables(p_deployment_id uuid)
returns void
language plpgsql volatile set search_path = ''
as $$
declare
  v_schema jsonb;
  v_variables jsonb;
  v_pool text;
begin
  select provost_private.job_template_of_pool(p.base_job_template, p.type) -> 'variables', p.name,
    d.job_variables
  into v_schema, v_pool, v_variables
  from provost.deployments d
  join provost.work_queues q on q.id = d.work_queue_id
  join provost.work_pools p on p.id = q.work_pool_id
  where d.id = p_deployment_id;
  perform provost_private.check_objects(null, v_variables);
  v_variables := provost_private.effective_job_variables(v_schema, v_variables, null);
  perform provost_private.require_valid_job_variables(
    v_schema - 'required', v_variables, v_pool);
  update provost.deployments d
  set needs_job_variables = not provost_private.parameters_are_valid(v_schema, v_variables)
  where d.id = p_deployment_id and d.needs_job_variables
    is distinct from not provost_private.parameters_are_valid(v_schema, v_variables);
end
$$;
