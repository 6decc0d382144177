comment on table provost.deployment_schedules is
  E'@name schedule\nA schedule: when runs of a deployment are planned. It has a cron, an interval or an RRULE.';
comment on column provost.deployment_schedules.id is 'Unique; ordered by time of creation.';
comment on column provost.deployment_schedules.deployment_id is
  E'@behavior +filterBy\nThe deployment whose runs it plans.';
comment on column provost.deployment_schedules.slug is 'Unique within its deployment.';
comment on column provost.deployment_schedules.active is 'Whether it plans runs.';
comment on column provost.deployment_schedules.cron is
  'Five fields, six with seconds first, seven with the year last, or @daily and the like.';
comment on column provost.deployment_schedules.day_or is
  'Whether a cron with a day of the month and a day of the week means either, not both.';
comment on column provost.deployment_schedules.interval_seconds is
  'Seconds from one run to the next.';
comment on column provost.deployment_schedules.anchor_date is
  'An instant of an interval schedule, from which the others are counted.';
comment on column provost.deployment_schedules.rrule is 'A recurrence rule of RFC 5545.';
comment on column provost.deployment_schedules.timezone is
  'The IANA zone in which cron and RRULE are meant.';
comment on column provost.deployment_schedules.parameters is
  'Parameters of the runs that it plans, laid over those of the deployment.';
comment on column provost.deployment_schedules.version is 'Rises with every edit.';
comment on column provost.deployment_schedules.next_plan_time is
  E'@behavior -*\nWhen it must be looked at again, to plan more runs.';
comment on column provost.deployment_schedules.last_planned_time is
  'Up to here every instant has its run, planned or skipped.';
comment on column provost.deployment_schedules.catch_up is
  'What becomes of times that nobody could start a run at: `planned` runs late what was planned '
  'ahead, and leaves out the rest; `all` runs all late, `last` only the latest, `window` those of '
  'the last `catch_up_window_seconds`, `skip` none. What is not run stays visible as Skipped.';
comment on column provost.deployment_schedules.catch_up_window_seconds is
  'How late a run may start, with `window`.';
comment on column provost.deployment_schedules.max_catch_up is
  'At most so many late runs are started, the latest; no limit if null. Not with `planned`.';
comment on column provost.deployment_schedules.overlap is
  'What becomes of a run while an earlier one of the schedule has not ended: `allow` starts it all '
  'the same, `skip` skips it, `queue` lets it wait its turn, `cancel_running` cancels the earlier '
  'one and starts it then.';
comment on column provost.deployment_schedules.max_scheduled_runs is
  'At most so many runs are planned ahead; as many as the scheduler plans if null.';
comment on column provost.deployment_schedules.planning_error is
  'Why no runs could be planned for it the last time, such as for a pattern that makes no sense.';
comment on column provost.deployment_schedules.created is 'When it was created.';
comment on column provost.deployment_schedules.updated is 'When it was last changed.';
comment on constraint schedule_slug_is_unique_in_deployment on provost.deployment_schedules is
  E'@behavior -query:resource:single';

comment on table provost.schedule_backfills is
  'Times of a schedule in the past that are to have runs after all.';
comment on column provost.schedule_backfills.id is 'Unique; ordered by time of creation.';
comment on column provost.schedule_backfills.schedule_id is
  E'@behavior +filterBy\nThe schedule whose times they are.';
comment on column provost.schedule_backfills.from_time is 'The first time that belongs to it.';
comment on column provost.schedule_backfills.to_time is 'The last time that belongs to it.';
comment on column provost.schedule_backfills.planned_until is 'How far it has come.';
comment on column provost.schedule_backfills.run_count is 'How many runs came of it.';
comment on column provost.schedule_backfills.created is 'When it was asked for.';
comment on column provost.schedule_backfills.completed is 'When all its runs were planned.';
comment on column provost.schedule_backfills.planning_error is
  'Why no more of its runs could be planned the last time, such as for parameters that do not fit.';
comment on column provost.schedule_backfills.next_plan_time is
  E'@behavior -*\nWhen it must be looked at again.';

comment on function provost.backfill is
  'Asks for runs of a schedule for all its times in a stretch of the past, both ends included: those '
  'that nobody planned, and those that were skipped. What ran is not run again. They run one after the '
  'other if the schedule lets nothing overlap. One of more than 100000 times is not planned: its '
  '`planning_error` says so, as for all that keeps its runs from being made.';
comment on function provost.skip_scheduled_run is
  'Skips a coming run of a schedule, the next one or that of `instant`. It is not planned again.';
comment on function provost.run_scheduled_early is
  'Starts a coming run of a schedule now, the next one or that of `instant`, instead of at its time.';
comment on function provost.missed_runs is
  'The runs that were skipped, of one schedule or of all, since a time.';
comment on function provost.create_schedule is
  'Adds a schedule to a deployment ("flow/deployment"): {"cron" | "interval_seconds" | "rrule", "slug", '
  '"timezone", "parameters", "catch_up", "overlap", …}. `replace`: in place of all others. `replaces`, a '
  'slug: that schedule becomes this one, with its identity and history.';
comment on function provost.delete_schedule is
  'Deletes a schedule and the runs that it planned and nobody started. History stays.';
comment on function provost.set_schedule_active is
  'Switches a schedule on or off. Off also forgets the runs that it has planned.';
