-- What the worker needs to execute runs that it has just claimed. On a first claim nothing is
-- recorded, unless somebody did by hand, which adds a state to the three that such a run has;
-- later, all task runs and waits of the run come along, so that what is over is not done again.
create or replace function provost_private.claimed_runs(
  p_answers provost_private.flow_run_answer[]
) returns table (
  flow_run_id uuid, epoch integer, flow_name text, flow_run_name text, deployment text,
  entrypoint text, parameters jsonb, tags text[], run_count integer, crash_count integer,
  retries integer, timeout_seconds double precision, expected_start_time timestamptz,
  deployment_id uuid, deployment_version text, parent_flow_run_id uuid, parent_deployment_id uuid,
  root_flow_run_id uuid, job_variables jsonb, recorded jsonb, waits jsonb, pull_steps jsonb
)
language sql stable
begin atomic
  select r.id, a.epoch, coalesce(f.name, split_part(r.deployment, '/', 1)),
    r.name, r.deployment, d.entrypoint, r.parameters, r.tags,
    a.run_count, r.crash_count, r.retries, r.timeout_seconds, r.expected_start_time,
    r.deployment_id, d.version, r.parent_flow_run_id,
    case when r.parent_flow_run_id is not null then (
      select p.deployment_id from provost.flow_runs p where p.id = r.parent_flow_run_id) end,
    case when r.parent_flow_run_id is not null then provost_private.root_flow_run(r.id) end,
    r.job_variables,
    case when a.epoch > 1 or r.state_count > 3 then (
      select jsonb_agg(jsonb_build_object(
        'key', t.key, 'task_run_id', t.id, 'state_type', t.state_type,
        'state_name', t.state_name, 'message', t.state_message, 'run_count', t.run_count,
        'input_hash', t.input_hash,
        'result', t.result, 'result_meta', t.result_meta, 'error', t.error,
        'at', extract(epoch from t.state_timestamp),
        'delay_seconds', case when t.state_type = 'SCHEDULED'
          then extract(epoch from coalesce(t.next_start_time, (
            select c.next_scheduled_start_time
            from provost.flow_runs c where c.id = t.child_flow_run_id))
            - provost_private.clock_now()) end,
        'is_final', t.epoch >= r.attempt_epoch and t.state_type <> 'COMPLETED'
          and provost_private.is_terminal(t.state_type)))
      from provost.task_runs t where t.flow_run_id = r.id) end,
    case when a.epoch > 1
      then provost_private.waits_of_run(r.id, provost_private.clock_now()) end,
    d.pull_steps
  from unnest(p_answers) a
  join provost.flow_runs r on r.id = a.flow_run_id
  left join provost.flows f on f.id = r.flow_id
  left join provost.deployments d on d.id = r.deployment_id
  where a.status = 'ACCEPT';
end;
