-- Skips a coming run of a schedule: the next one, or that of an instant. It is not planned again.
create or replace function provost.skip_scheduled_run(
  schedule_id uuid, instant timestamptz default null
) returns provost.flow_runs
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_id uuid := provost_private.planned_run(
    skip_scheduled_run.schedule_id, skip_scheduled_run.instant);
  v_run provost.flow_runs;
begin
  perform provost_private.change_flow_run_states(array[provost_private.proposed_change(
    1, v_id, 'CANCELLED', p_name => 'Skipped', p_message => 'Skipped on request.')]);
  select r.* into v_run from provost.flow_runs r where r.id = v_id;
  return v_run;
end
$$;
