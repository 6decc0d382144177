-- Switches a schedule on or off; off forgets the runs that it planned and nobody started.
create or replace function provost.set_schedule_active(schedule_id uuid, active boolean)
returns provost.deployment_schedules
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_schedule provost.deployment_schedules;
begin
  update provost.deployment_schedules s set active = set_schedule_active.active
  where s.id = set_schedule_active.schedule_id returning s.* into v_schedule;
  if v_schedule.id is null then
    perform provost_private.fail_with('VONFD',
      format('No schedule has the id %s.', set_schedule_active.schedule_id), null,
      'List them: select id, slug from provost.deployment_schedules.');
  end if;
  return v_schedule;
end
$$;
