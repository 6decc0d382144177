-- Starts a coming run of a schedule now: the next one, or that of an instant. It does not run again
-- at its time.
create or replace function provost.run_scheduled_early(
  schedule_id uuid, instant timestamptz default null
) returns provost.flow_runs
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_id uuid := provost_private.planned_run(
    run_scheduled_early.schedule_id, run_scheduled_early.instant);
  v_run provost.flow_runs;
begin
  perform provost_private.change_flow_run_states(array[provost_private.proposed_change(
    1, v_id, 'SCHEDULED', p_message => 'Started early on request.',
    p_scheduled_time => provost_private.clock_now())]);
  perform provost_private.ring_doorbell('provost_doorbell');
  select r.* into v_run from provost.flow_runs r where r.id = v_id;
  return v_run;
end
$$;
