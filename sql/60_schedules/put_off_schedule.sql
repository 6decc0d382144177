-- Notes that a schedule could not be planned, such as for a pattern that makes no sense, and lets
-- it rest: else those that nobody can plan would be looked at first, and keep the others waiting.
-- Planning it or an edit ends that. Does nothing when it was edited since its version was read, or
-- somebody is at it.
create or replace function provost_private.put_off_schedule(
  p_schedule_id uuid, p_version integer, p_seconds double precision, p_error text
) returns void
language sql volatile security definer
begin atomic
  update provost.deployment_schedules s
  set planning_error = p_error,
      next_plan_time = provost_private.clock_now() + make_interval(secs => p_seconds)
  where s.id = (
    select h.id from provost.deployment_schedules h
    where h.id = p_schedule_id and h.version = p_version for update skip locked);
end;
