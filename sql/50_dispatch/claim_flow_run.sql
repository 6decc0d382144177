-- Takes one run by its id, for a process that executes a run of its own; no row when it
-- cannot be taken now. A worker that was declared dead takes nothing.
create or replace function provost_private.claim_flow_run(p_flow_run_id uuid, p_worker_id uuid)
returns table (
  flow_run_id uuid, epoch integer, flow_name text, flow_run_name text, deployment text,
  entrypoint text, parameters jsonb, tags text[], run_count integer, crash_count integer,
  retries integer, timeout_seconds double precision, expected_start_time timestamptz,
  deployment_id uuid, deployment_version text, parent_flow_run_id uuid, parent_deployment_id uuid,
  root_flow_run_id uuid, job_variables jsonb, recorded jsonb, waits jsonb, pull_steps jsonb
)
language plpgsql volatile security definer set search_path = ''
set plan_cache_mode = force_generic_plan
as $$
begin
  if not exists (
    select from provost.workers w where w.id = p_worker_id and w.status <> 'OFFLINE'
  ) then
    perform provost_private.fail_with('VOLSE',
      format('Worker %s was declared dead, or never was alive.', p_worker_id), null,
      'Register as a new worker.');
  end if;
  return query
  select * from provost_private.take_flow_runs(array[p_flow_run_id], p_worker_id);
end
$$;
