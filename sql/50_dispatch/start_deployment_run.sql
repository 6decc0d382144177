-- Creates a run of a deployment for a program, and answers how it stands. A run that makes the
-- call (`p_parent`, see attach_child_run) gets one run however often the call is made again; with
-- `retry_ended` that one is tried again if it has ended without completing. A run that the
-- idempotency key finds belongs to whoever created it. No row when the caller has another holder.
-- `p_run`: id, deployment (its name or id), parameters, name, tags, idempotency_key,
-- scheduled_time, work_queue (of the deployment's pool), job_variables, fairness_key.
create or replace function provost_private.start_deployment_run(
  p_run jsonb, p_parent jsonb default null
) returns table (
  flow_run_id uuid, name text, task_name text, state_type provost.state_type, state_name text,
  state_message text, is_finished boolean, result jsonb, result_meta jsonb, error jsonb
)
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_deployment provost.deployments := provost_private.find_deployment_named(p_run ->> 'deployment');
  v_id uuid := (p_run ->> 'id')::uuid;
  v_call record;
begin
  if p_parent is not null then
    select * into v_call from provost_private.find_child_run(p_parent);
    if not v_call.is_held then
      return;
    elsif v_call.child_id is not null then
      if (p_parent ->> 'retry_ended')::boolean then
        perform provost_private.make_claimable(v_call.child_id, v_deployment.retries);
      end if;
      return query select * from provost_private.delayed_outcomes(array[v_call.child_id]);
      return;
    end if;
  end if;

  if p_parent is not null and not exists (
    select from provost_private.idempotency_keys k
    where k.deployment_id = v_deployment.id and k.key = p_run ->> 'idempotency_key')
  then
    perform provost_private.attach_child_run(
      p_parent || jsonb_build_object('task_name', v_deployment.full_name), v_id, 'SCHEDULED');
  end if;
  insert into provost.flow_runs (
    id, deployment, name, parameters, tags, idempotency_key, expected_start_time, work_queue_id,
    job_variables, fairness_key, parent_flow_run_id, parent_task_key, parent_task_run_id)
  select v_id, v_deployment.full_name, p_run ->> 'name', coalesce(p_run -> 'parameters', '{}'),
    array(select jsonb_array_elements_text(coalesce(p_run -> 'tags', '[]'))),
    p_run ->> 'idempotency_key',
    coalesce((p_run ->> 'scheduled_time')::timestamptz, provost_private.clock_now()),
    provost_private.sibling_work_queue(v_deployment.work_queue_id, p_run ->> 'work_queue'),
    p_run -> 'job_variables', p_run ->> 'fairness_key', t.flow_run_id, t.key, t.id
  from (select) as one
  left join provost.task_runs t on t.flow_run_id = (p_parent ->> 'flow_run_id')::uuid
    and t.key = p_parent ->> 'key' and t.child_flow_run_id = v_id
  on conflict (id) do nothing;
  if not found and p_run ->> 'idempotency_key' is not null then
    -- Somebody else has just used the key: the call stands for no run of its own.
    delete from provost.task_runs t
    where t.flow_run_id = (p_parent ->> 'flow_run_id')::uuid and t.key = p_parent ->> 'key'
      and t.child_flow_run_id = v_id;
    select k.flow_run_id into v_id from provost_private.idempotency_keys k
    where k.deployment_id = v_deployment.id and k.key = p_run ->> 'idempotency_key';
  end if;
  return query select * from provost_private.delayed_outcomes(array[v_id]);
end
$$;
