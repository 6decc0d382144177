-- When a task run is to start next: only while it is Scheduled.
create or replace function provost_private.next_task_start(
  p_type provost.state_type, p_delay_seconds double precision, p_scheduled_time timestamptz,
  p_now timestamptz
) returns timestamptz
language sql stable parallel safe
return case when p_type = 'SCHEDULED' then coalesce(
  p_now + make_interval(secs => p_delay_seconds), p_scheduled_time, p_now) end;
