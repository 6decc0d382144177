-- A flow is called by a run: creates the run of the call and gives it to the worker, or
-- continues the one that an earlier holder of the caller has left behind. A call that has
-- completed is answered with its result; a run that failed, and whose call is made again, is
-- tried again and keeps what it has recorded; one that another holder executes still is left
-- to it, and the caller asks again after `delay_seconds`. The run itself comes along when it was
-- claimed (`epoch` is not null). No row when the caller has another holder.
-- `p_options`: id, name, tags, and of the caller `parent`, see attach_child_run.
create or replace function provost_private.start_child_run(
  p_worker_id uuid, p_flow jsonb, p_parameters jsonb, p_options jsonb
) returns table (
  flow_run_id uuid, epoch integer, flow_name text, flow_run_name text, deployment text,
  entrypoint text, parameters jsonb, tags text[], run_count integer, crash_count integer,
  retries integer, timeout_seconds double precision, expected_start_time timestamptz,
  deployment_id uuid, deployment_version text, parent_flow_run_id uuid, parent_deployment_id uuid,
  root_flow_run_id uuid, job_variables jsonb, recorded jsonb, waits jsonb, pull_steps jsonb,
  state_type provost.state_type,
  state_name text, state_message text, delay_seconds double precision, result jsonb,
  result_meta jsonb, error jsonb
)
language plpgsql volatile security definer set search_path = ''
set plan_cache_mode = force_generic_plan
as $$
declare
  v_id uuid := (p_options ->> 'id')::uuid;
  v_child_id uuid;
begin
  v_child_id := provost_private.attach_child_run(
    p_options -> 'parent' || jsonb_build_object('task_name', p_flow ->> 'name'), v_id, 'PENDING');
  if v_child_id is null then
    return;
  elsif v_child_id = v_id then
    perform provost_private.create_called_run(p_flow, p_parameters, p_options);
    return query select c.*, 'RUNNING'::provost.state_type, 'Running', null::text,
      null::double precision, null::jsonb, null::jsonb, null::jsonb
    from provost_private.claimed_again(v_id, p_worker_id) c;
    if found then
      return; -- the answer to this very call was lost
    end if;
  end if;

  perform provost_private.make_claimable(v_child_id, (p_flow ->> 'retries')::integer);
  return query select c.*, 'RUNNING'::provost.state_type, 'Running', null::text,
    null::double precision, null::jsonb, null::jsonb, null::jsonb
  from provost_private.claim_flow_run(v_child_id, p_worker_id) c;
  if not found then
    select r.id, r.name, r.run_count, r.state_type, r.state_name, r.state_message, r.result,
      r.result_meta, r.error,
      extract(epoch from r.next_scheduled_start_time - provost_private.clock_now())
    into flow_run_id, flow_run_name, run_count, state_type, state_name, state_message, result,
      result_meta, error, delay_seconds
    from provost.flow_runs r where r.id = v_child_id;
    delay_seconds := greatest(delay_seconds, 0.25); -- also when another holder has it
    return next;
  end if;
end
$$;
