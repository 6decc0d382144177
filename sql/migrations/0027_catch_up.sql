-- What becomes of the times of a schedule at which its run could not start, and how many of its
-- runs may be planned ahead at once.
alter table provost.deployment_schedules
  add column catch_up text not null default 'planned'
    constraint schedule_catch_up_is_known
    check (catch_up in ('planned', 'all', 'last', 'window', 'skip')),
  add column catch_up_window_seconds double precision
    constraint schedule_catch_up_window_is_positive check (catch_up_window_seconds > 0),
  add column max_catch_up integer
    constraint schedule_max_catch_up_is_possible check (max_catch_up between 1 and 1000),
  add column max_scheduled_runs integer
    constraint schedule_max_scheduled_runs_is_possible check (max_scheduled_runs between 1 and 50),
  add constraint schedule_that_catches_up_a_window_says_how_long
    check (catch_up <> 'window' or catch_up_window_seconds is not null);

-- A run that has not been started by then is not started any more.
alter table provost.flow_runs add column start_before timestamptz;
-- skip_missed_runs.
create index flow_runs_start_before_idx on provost.flow_runs (start_before)
  where state_type = 'SCHEDULED' and run_count = 0 and start_before is not null;
