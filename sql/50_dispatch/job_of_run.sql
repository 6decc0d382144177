-- How a run is to be executed: the finished configuration of its job, and the mark of what the
-- worker fills in itself (see job_configuration). Asked by workers that start something for each
-- run. Refuses, with VOPAR, job variables that do not fit any more. Null when there is no such run.
create or replace function provost_private.job_of_run(p_flow_run_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_run record;
  v_template jsonb;
  v_variables jsonb;
  v_mark text := replace(provost_private.new_id()::text, '-', '');
begin
  select r.job_variables as of_run, d.job_variables as of_deployment, p.name, p.type,
    p.base_job_template
  into v_run
  from provost.flow_runs r
  left join provost.deployments d on d.id = r.deployment_id
  left join provost.work_queues q on q.id = r.work_queue_id
  left join provost.work_pools p on p.id = q.work_pool_id
  where r.id = p_flow_run_id;
  if not found then
    return null;
  end if;
  v_template := provost_private.job_template_of_pool(
    coalesce(v_run.base_job_template, '{}'), coalesce(v_run.type, 'inline'));
  v_variables := provost_private.effective_job_variables(
    v_template -> 'variables', v_run.of_deployment, v_run.of_run);
  perform provost_private.require_valid_job_variables(
    v_template -> 'variables', v_variables, coalesce(v_run.name, 'default'));
  return jsonb_build_object('mark', v_mark,
    'configuration', provost_private.job_configuration(v_template, v_variables, v_mark));
end
$$;
