-- After a pool has another template: from now on, runs of deployments whose own job variables do
-- not do any more are looked at one by one.
create or replace function provost_private.recheck_job_variables() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_schema jsonb := provost_private.job_template_of_pool(new.base_job_template, new.type)
    -> 'variables';
begin
  update provost.deployments d set needs_job_variables = not d.needs_job_variables
  from provost.work_queues q
  where q.id = d.work_queue_id and q.work_pool_id = new.id
    and d.needs_job_variables = provost_private.parameters_are_valid(v_schema,
      provost_private.effective_job_variables(v_schema, d.job_variables, null));
  return null;
end
$$;
