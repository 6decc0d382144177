-- Creates a run that belongs to no deployment and gives it to the process that calls:
-- `await flow()` outside a worker, `provost flow run`, and a task that is called outside of flows,
-- which `p_flow.kind` says. For a flow that is called by a run see start_child_run.
-- `p_options`: id, name, tags. A call that is repeated with the same id, because its answer was
-- lost, answers the same run.
create or replace function provost_private.start_flow_run(
  p_worker_id uuid, p_flow jsonb, p_parameters jsonb, p_options jsonb default '{}'
) returns table (
  flow_run_id uuid, epoch integer, flow_name text, flow_run_name text, deployment text,
  entrypoint text, parameters jsonb, tags text[], run_count integer, crash_count integer,
  retries integer, timeout_seconds double precision, expected_start_time timestamptz,
  deployment_id uuid, deployment_version text, parent_flow_run_id uuid, parent_deployment_id uuid,
  root_flow_run_id uuid, job_variables jsonb, recorded jsonb, waits jsonb, pull_steps jsonb
)
language plpgsql volatile security definer set search_path = ''
set plan_cache_mode = force_generic_plan
as $$
declare
  v_id uuid;
begin
  insert into provost.flow_runs as r (
    id, flow_id, kind, name, parameters, tags, state_type, state_name, retries, retry_delay_seconds,
    timeout_seconds)
  values (
    coalesce((p_options ->> 'id')::uuid, provost_private.new_id()),
    provost_private.save_flow(p_flow), coalesce(p_flow ->> 'kind', 'flow'),
    p_options ->> 'name', p_parameters,
    array(select jsonb_array_elements_text(coalesce(p_options -> 'tags', '[]'))),
    'PENDING', 'Pending', (p_flow ->> 'retries')::integer,
    (p_flow ->> 'retry_delay_seconds')::double precision,
    (p_flow ->> 'timeout_seconds')::double precision)
  on conflict (id) do nothing
  returning r.id into v_id;
  if v_id is null then
    return query select * from provost_private.claimed_again(
      (p_options ->> 'id')::uuid, p_worker_id);
  else
    return query select * from provost_private.claim_flow_run(v_id, p_worker_id);
  end if;
end
$$;
