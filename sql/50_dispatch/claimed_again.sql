-- What a claim answered, for the worker that holds the run already; no row for any other.
create or replace function provost_private.claimed_again(p_flow_run_id uuid, p_worker_id uuid)
returns table (
  flow_run_id uuid, epoch integer, flow_name text, flow_run_name text, deployment text,
  entrypoint text, parameters jsonb, tags text[], run_count integer, crash_count integer,
  retries integer, timeout_seconds double precision, expected_start_time timestamptz,
  deployment_id uuid, deployment_version text, parent_flow_run_id uuid, parent_deployment_id uuid,
  root_flow_run_id uuid, job_variables jsonb, recorded jsonb, waits jsonb, pull_steps jsonb
)
language plpgsql stable set search_path = ''
as $$
declare
  v_answers provost_private.flow_run_answer[];
begin
  select array_agg((1, 'ACCEPT', null, r.id, r.epoch, r.run_count, r.state_type, r.state_name,
    r.state_timestamp, r.state_message, r.state_details, null,
    null)::provost_private.flow_run_answer)
  into v_answers
  from provost_private.active_runs a join provost.flow_runs r on r.id = a.flow_run_id
  where a.flow_run_id = p_flow_run_id and a.worker_id = p_worker_id;
  return query select * from provost_private.claimed_runs(coalesce(v_answers, '{}'));
end
$$;
