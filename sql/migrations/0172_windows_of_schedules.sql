-- No interval holds a longer window, and a schedule with one planned nothing.
update provost.deployment_schedules s set catch_up_window_seconds = 3155760000
where s.catch_up_window_seconds > 3155760000;
alter table provost.deployment_schedules
  add constraint schedule_catch_up_window_is_at_most_100_years
    check (catch_up_window_seconds <= 3155760000);
