-- Refuses the job variables of a run that is to wait in a queue, when they are wrong together with
-- those of its deployment. Called where a run is created or changed.
create or replace function provost_private.check_job_variables(
  p_deployment_id uuid, p_work_queue_id uuid, p_job_variables jsonb
) returns void
language plpgsql stable set search_path = ''
as $$
declare
  v_of_deployment jsonb := (
    select d.job_variables from provost.deployments d where d.id = p_deployment_id);
  v_pool record;
  v_schema jsonb;
begin
  perform provost_private.check_objects(null, p_job_variables);
  select p.name, p.type, p.base_job_template into v_pool
  from provost.work_queues q join provost.work_pools p on p.id = q.work_pool_id
  where q.id = p_work_queue_id;
  if found then
    v_schema := provost_private.job_template_of_pool(v_pool.base_job_template, v_pool.type)
      -> 'variables';
    perform provost_private.require_valid_job_variables(v_schema,
      provost_private.effective_job_variables(v_schema, v_of_deployment, p_job_variables),
      v_pool.name);
  end if;
end
$$;
