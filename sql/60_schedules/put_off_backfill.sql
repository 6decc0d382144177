-- Notes that a backfill could not be planned, and lets it rest: else those that nobody can plan
-- would be looked at first, and keep the others waiting. Planning it, or an edit of what its runs
-- are made of, ends that. Does nothing when the schedule was edited since its version was read, or
-- somebody is at it.
create or replace function provost_private.put_off_backfill(
  p_backfill_id uuid, p_version integer, p_seconds double precision, p_error text
) returns void
language sql volatile security definer
begin atomic
  update provost.schedule_backfills b
  set planning_error = p_error,
      next_plan_time = provost_private.clock_now() + make_interval(secs => p_seconds)
  where b.id = p_backfill_id and b.completed is null and b.schedule_id = (
    select s.id from provost.deployment_schedules s
    where s.version = p_version and s.id = (
      select f.schedule_id from provost.schedule_backfills f where f.id = p_backfill_id)
    for update skip locked);
end;
