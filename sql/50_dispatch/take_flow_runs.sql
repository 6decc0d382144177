-- Makes a worker the holder of waiting runs and answers what it needs to execute them. Runs
-- that cannot be taken (another has them, not due yet) are missing from the answer.
create or replace function provost_private.take_flow_runs(p_ids uuid[], p_worker_id uuid)
returns table (
  flow_run_id uuid, epoch integer, flow_name text, flow_run_name text, deployment text,
  entrypoint text, parameters jsonb, tags text[], run_count integer, crash_count integer,
  retries integer, timeout_seconds double precision, expected_start_time timestamptz,
  deployment_id uuid, deployment_version text, parent_flow_run_id uuid, parent_deployment_id uuid,
  root_flow_run_id uuid, job_variables jsonb, recorded jsonb, waits jsonb, pull_steps jsonb
)
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_changes provost_private.flow_run_change[];
  v_answers provost_private.flow_run_answer[];
  v_again uuid[];
begin
  if p_ids = '{}' then
    return;
  end if;
  v_changes := array(
    select provost_private.proposed_change(
      i.ord, i.id, 'RUNNING', p_name => 'Running', p_worker_id => p_worker_id)
    from unnest(p_ids) with ordinality as i (id, ord));
  v_answers := provost_private.change_flow_run_states(v_changes);
  v_again := array(
    select a.flow_run_id from unnest(v_answers) a where a.epoch > 1 and a.status = 'ACCEPT');
  if v_again <> '{}' then
    perform provost_private.settle_waits(v_again, provost_private.clock_now());
  end if;
  return query select * from provost_private.claimed_runs(v_answers);
end
$$;
