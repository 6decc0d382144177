-- Refuses, with VOARG, what is no list of objects where schedules are asked for, and members that
-- no schedule has.
create or replace function provost_private.check_schedules(p_schedules jsonb) returns void
language plpgsql stable set search_path = ''
as $$
declare
  v_wrong jsonb;
begin
  if jsonb_typeof(p_schedules) is distinct from 'array' then
    perform provost_private.fail_with('VOARG',
      format('Expected the schedules as a list, got %s.',
        coalesce(left(p_schedules::text, 200), 'null')), null,
      'Write them like [{"cron": "0 2 * * *"}].');
  end if;
  select s.value into v_wrong from jsonb_array_elements(p_schedules) s
  where jsonb_typeof(s.value) <> 'object' limit 1;
  if v_wrong is not null then
    perform provost_private.fail_with('VOARG',
      format('Expected a schedule as an object, got %s.', left(v_wrong::text, 200)), null,
      'Write it like {"cron": "0 2 * * *", "timezone": "Europe/Berlin"}.');
  end if;
  perform provost_private.refuse_unknown_members('schedule', s.value, array[
    'slug', 'replaces', 'active', 'cron', 'day_or', 'interval_seconds', 'anchor_date', 'rrule',
    'timezone', 'parameters', 'catch_up', 'catch_up_window_seconds', 'max_catch_up',
    'max_scheduled_runs', 'overlap'])
  from jsonb_array_elements(p_schedules) s;
end
$$;
