-- Retries a flow run that has ended, as retry_flow_run does, and makes the worker that calls its
-- holder: so are runs retried that belong to no deployment, whose code the caller brings along.
-- What cannot start now is refused, and stays as it was.
create or replace function provost_private.retry_flow_run_here(
  p_flow_run_id uuid, p_worker_id uuid, p_mode text default null, p_from_task text default null
) returns table (
  flow_run_id uuid, epoch integer, flow_name text, flow_run_name text, deployment text,
  entrypoint text, parameters jsonb, tags text[], run_count integer, crash_count integer,
  retries integer, timeout_seconds double precision, expected_start_time timestamptz,
  deployment_id uuid, deployment_version text, parent_flow_run_id uuid, parent_deployment_id uuid,
  root_flow_run_id uuid, job_variables jsonb, recorded jsonb, waits jsonb, pull_steps jsonb
)
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform provost_private.retry_run(p_flow_run_id, p_mode, p_from_task, true);
  return query select * from provost_private.claim_flow_run(p_flow_run_id, p_worker_id);
  if not found then
    perform provost_private.fail_with('VOARG',
      format('Flow run %s cannot start now: its deployment has no slot free.', p_flow_run_id), null,
      'Wait, or retry it without an entrypoint: it starts when there is one.');
  end if;
end
$$;
