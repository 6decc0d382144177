-- Changes what is given of a flow run: its name, tags and labels at any time, its job variables
-- only while it is Scheduled, as they take effect when it starts. Answers the run.
create or replace function provost.update_flow_run(
  flow_run_id uuid, name text default null, tags text[] default null, labels jsonb default null,
  job_variables jsonb default null
) returns provost.flow_runs
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_run provost.flow_runs;
begin
  select r.* into v_run from provost.flow_runs r where r.id = update_flow_run.flow_run_id
  for update;
  if v_run.id is null then
    perform provost_private.fail_with('VONFD',
      format('No flow run has the id %s.', update_flow_run.flow_run_id), null,
      'List the runs: provost flow-run ls.');
  end if;
  if update_flow_run.job_variables is not null and v_run.state_type <> 'SCHEDULED' then
    perform provost_private.fail_with('VOARG',
      format('Job variables can be changed only while a run is Scheduled; run %L is %s.',
        v_run.name, v_run.state_name), null,
      'Create another run with the job variables that you want.');
  end if;
  perform provost_private.check_objects(update_flow_run.labels, update_flow_run.job_variables);
  if update_flow_run.job_variables is not null then
    perform provost_private.check_job_variables(
      v_run.deployment_id, v_run.work_queue_id, update_flow_run.job_variables);
  end if;
  update provost.flow_runs r
  set name = coalesce(update_flow_run.name, r.name), tags = coalesce(update_flow_run.tags, r.tags),
    labels = coalesce(update_flow_run.labels, r.labels),
    job_variables = coalesce(update_flow_run.job_variables, r.job_variables)
  where r.id = v_run.id returning r.* into v_run;
  return v_run;
end
$$;
