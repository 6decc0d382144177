-- Changes what is given of a flow run: its name, tags and labels at any time, its job variables
-- only while it is Scheduled, as they take effect when it starts. Whoever starts a process or
-- container for a run that still waits may note it as `infrastructure_pid`: cancelled, the run is
-- then Cancelling for 30 s, so that it can be stopped. Answers the run.
create or replace function provost.update_flow_run(
  flow_run_id uuid, name text default null, tags text[] default null, labels jsonb default null,
  job_variables jsonb default null, infrastructure_pid text default null
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
      format('No flow run has the id %s.', coalesce(update_flow_run.flow_run_id::text, 'null')),
      null, 'List the runs: provost flow-run ls.');
  end if;
  if update_flow_run.job_variables is not null and v_run.state_type <> 'SCHEDULED' then
    perform provost_private.fail_with('VOARG',
      format('Job variables can be changed only while a run is Scheduled; run %L is %s.',
        v_run.name, v_run.state_name), null,
      'Create another run with the job variables that you want.');
  end if;
  if update_flow_run.name = '' then
    perform provost_private.fail_with('VOARG', 'Expected a name for the flow run, got none.', null,
      'Leave it out to keep the one that the run has.');
  end if;
  if char_length(update_flow_run.infrastructure_pid) not between 1 and 1024 then
    perform provost_private.fail_with('VOARG',
      format('Expected infrastructure_pid with 1 to 1024 characters, got %s.',
        char_length(update_flow_run.infrastructure_pid)),
      null, 'Name a process like "host:4711", a container or a job by its id.');
  end if;
  perform provost_private.check_objects(update_flow_run.labels, update_flow_run.job_variables);
  if update_flow_run.job_variables is not null then
    perform provost_private.check_job_variables(
      v_run.deployment_id, v_run.work_queue_id, update_flow_run.job_variables);
  end if;

  v_run.name := coalesce(update_flow_run.name, v_run.name);
  v_run.tags := coalesce(update_flow_run.tags, v_run.tags);
  v_run.labels := coalesce(update_flow_run.labels, v_run.labels);
  v_run.job_variables := coalesce(update_flow_run.job_variables, v_run.job_variables);
  -- Stored parameters may be compressed; joined with nothing, they have their size again.
  v_run.parameters := v_run.parameters || '{}';
  if provost_private.size_of_run(v_run) > 524288 then
    perform provost_private.refuse_large_run(v_run);
  end if;
  update provost.flow_runs r
  set name = v_run.name, tags = v_run.tags, labels = v_run.labels,
    job_variables = v_run.job_variables,
    infrastructure_pid = coalesce(update_flow_run.infrastructure_pid, r.infrastructure_pid)
  where r.id = v_run.id returning r.* into v_run;
  return v_run;
end
$$;
