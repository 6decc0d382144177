-- What becomes of a run of a schedule while an earlier one has not ended.
alter table provost.deployment_schedules
  add column overlap text not null default 'allow'
    constraint schedule_overlap_is_known
    check (overlap in ('allow', 'skip', 'queue', 'cancel_running'));
-- settle_overlaps: whether there is anything to settle at all.
create index deployment_schedules_overlap_idx on provost.deployment_schedules (id)
  where overlap <> 'allow';

-- What its schedule said when it was planned; null = it may overlap with others.
alter table provost.flow_runs add column overlap text;
-- settle_overlaps, runs_with_a_slot: the runs of such a schedule that have not ended.
create index flow_runs_overlap_idx on provost.flow_runs (schedule_id, expected_start_time)
  where overlap is not null
    and state_type in ('SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED', 'CANCELLING');

-- provost.missed_runs: what was skipped, of one schedule, by its time.
create index flow_runs_skipped_idx on provost.flow_runs (schedule_id, expected_start_time)
  where state_name = 'Skipped';

-- Times of a schedule in the past that somebody wants to have runs after all.
create table provost.schedule_backfills (
  id uuid primary key default provost_private.new_id(),
  schedule_id uuid not null
    constraint backfill_belongs_to_a_schedule
    references provost.deployment_schedules on delete cascade,
  from_time timestamptz not null,
  to_time timestamptz not null,
  planned_until timestamptz,
  run_count integer not null default 0,
  created timestamptz not null default provost_private.clock_now(),
  completed timestamptz,
  constraint backfill_goes_forward_in_time check (from_time <= to_time)
);
-- due_backfills.
create index schedule_backfills_to_plan_idx on provost.schedule_backfills (created)
  where completed is null;
create index schedule_backfills_by_schedule_idx on provost.schedule_backfills (schedule_id);
