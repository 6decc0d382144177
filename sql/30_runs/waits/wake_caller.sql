-- A run that waited has been changed by others than a holder: it is due at another time, or has
-- ended. The run that has called its flow, if it was let go of until then, is due when this one is.
-- Its row is locked for the look, since its holder may let go of it at this moment. Only a run that
-- somebody has set to Running, without a worker, ends in here otherwise, long after that.
create or replace function provost_private.wake_caller(
  p_old provost.flow_runs, p_new provost.flow_runs
) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_due timestamptz := case when p_new.state_type = 'SCHEDULED'
    then greatest(p_new.next_scheduled_start_time, v_now) else v_now end;
begin
  if p_new.state_type <> 'SCHEDULED' and not provost_private.is_terminal(p_new.state_type) then
    return;
  end if;
  if p_old.state_type in ('SCHEDULED', 'PAUSED') then
    perform from provost.flow_runs r where r.id = p_new.parent_flow_run_id for no key update;
  end if;
  perform provost_private.change_flow_run_states(array[provost_private.proposed_change(
    1, r.id, 'SCHEDULED', p_name => case when v_due > v_now then r.state_name else 'Resuming' end,
    p_message => case when v_due <= v_now then 'What it waited for is there.' end,
    p_details => case when v_due > v_now then r.state_details end,
    p_scheduled_time => v_due, p_resuming => true)])
  from provost.flow_runs r
  where r.id = p_new.parent_flow_run_id and r.state_type = 'SCHEDULED'
    and r.state_details -> 'waits_for' ? p_new.parent_task_key
    and r.next_scheduled_start_time > v_due;
end
$$;
