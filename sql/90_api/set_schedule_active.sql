-- Switches a schedule on or off; off forgets the runs that it planned and nobody started.
create or replace function provost.set_schedule_active(schedule_id uuid, active boolean)
returns provost.deployment_schedules
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_schedule provost.deployment_schedules;
begin
  if active is null then
    perform provost_private.fail_with('VOARG',
      'Expected active to be true or false, got null.', null,
      'Say false to switch the schedule off, true to switch it on.');
  end if;
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
