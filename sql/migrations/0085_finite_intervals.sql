-- Neither "infinity" nor "NaN", both of which are greater than 0, is a length of time.
alter table provost.deployment_schedules
  add constraint schedule_interval_is_finite check (interval_seconds < 'infinity');
