-- Suspends a run until it is resumed. While a worker executes it, the run is Suspending: tasks that
-- are under way end as usual, and it stops at its next boundary, the next call of a task or the
-- end. Then nothing holds a worker or a slot. Fails it after `timeout_seconds`, if given, unless
-- it is resumed. Answers like set_flow_run_state.
create or replace function provost.suspend_flow_run(
  flow_run_id uuid, timeout_seconds double precision default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_run provost.flow_runs := provost_private.lock_flow_run(suspend_flow_run.flow_run_id);
  v_details jsonb;
  v_answer jsonb;
begin
  if (timeout_seconds > 0 and timeout_seconds <= 3155760000) is false then
    perform provost_private.fail_with('VOARG',
      format('Expected timeout_seconds greater than 0 and of at most 100 years, got %s.',
        timeout_seconds), null, 'Leave it out to wait for as long as it takes.');
  end if;
  v_details := jsonb_build_object(
    'pause_key', 'suspended/' || provost_private.new_id(),
    'pause_reschedule', true,
    'pause_timeout', coalesce(
      provost_private.clock_now() + make_interval(secs => timeout_seconds), 'infinity'));
  if v_run.state_name = 'Suspending' then
    return provost_private.refused_change('ACCEPT', v_run, '{}');
  end if;
  if v_run.state_type = 'RUNNING' and v_run.deployment_id is not null
    and v_run.parent_flow_run_id is null
    and exists (select from provost_private.active_runs a where a.flow_run_id = v_run.id)
  then
    v_answer := provost.set_flow_run_state(v_run.id, jsonb_build_object('type', 'RUNNING',
      'name', 'Suspending', 'message', 'Suspended on request.', 'state_details', v_details));
    perform provost_private.ring_doorbell('provost_suspend', v_run.id::text);
    return v_answer;
  end if;
  return provost.set_flow_run_state(v_run.id, jsonb_build_object('type', 'PAUSED',
    'name', 'Suspended', 'message', 'Suspended on request.', 'state_details', v_details));
end
$$;
