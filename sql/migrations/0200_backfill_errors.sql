-- Why a backfill could not be planned the last time (null = it could), and when it is tried again.
alter table provost.schedule_backfills
  add column planning_error text,
  add column next_plan_time timestamptz not null default provost_private.clock_now();
-- Oldest first, as before.
update provost.schedule_backfills b set next_plan_time = b.created;

-- due_backfills.
drop index provost.schedule_backfills_to_plan_idx;
create index schedule_backfills_to_plan_idx on provost.schedule_backfills (next_plan_time)
  where completed is null;
