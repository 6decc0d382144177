-- After a schedule or its deployment was edited: backfills that could not be planned are tried
-- again at once. The caller has locked the schedule.
create or replace function provost_private.retry_backfills(p_schedule_id uuid) returns void
language sql volatile
begin atomic
  update provost.schedule_backfills b set next_plan_time = provost_private.clock_now()
  where b.schedule_id = p_schedule_id and b.completed is null and b.planning_error is not null;
end;
