-- Before an edit or a removal of a schedule: forgets its planned runs and, for an edit, has
-- it planned afresh under a new version. Raw SQL updates are edits like any other.
create or replace function provost_private.replan_schedule() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if tg_op = 'DELETE' then
    perform provost_private.drop_planned_runs(old.id, true);
    return old;
  end if;
  perform provost_private.drop_planned_runs(old.id, not new.active);
  perform provost_private.retry_backfills(old.id);
  new.version := old.version + 1;
  new.planning_error := null;
  -- What was due while it was off, or by another rule, was not missed.
  new.last_planned_time := case
    when old.active and (old.cron, old.day_or, old.interval_seconds, old.anchor_date, old.rrule,
        old.timezone) is not distinct from (new.cron, new.day_or, new.interval_seconds,
        new.anchor_date, new.rrule, new.timezone)
      then least(coalesce(old.last_planned_time, old.created), provost_private.clock_now())
    else provost_private.clock_now() end;
  new.next_plan_time := provost_private.clock_now();
  new.updated := provost_private.clock_now();
  return new;
end
$$;
