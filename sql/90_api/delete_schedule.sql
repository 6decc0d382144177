-- Deletes a schedule with the runs that it planned and nobody started; history stays.
create or replace function provost.delete_schedule(schedule_id uuid)
returns provost.deployment_schedules
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_schedule provost.deployment_schedules :=
    provost_private.find_schedule(null, delete_schedule.schedule_id::text);
begin
  delete from provost.deployment_schedules s where s.id = v_schedule.id;
  return v_schedule;
end
$$;
