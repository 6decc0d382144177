-- A time that no interval can hold would fail every statement that computes with it, and with the
-- statement all other runs in it; see check_run_times.
update provost.flow_runs r
set retry_delay_seconds = least(greatest(r.retry_delay_seconds, 0), 3155760000),
    timeout_seconds = least(greatest(r.timeout_seconds, 0.001), 3155760000),
    retries = greatest(r.retries, 0)
where r.retry_delay_seconds not between 0 and 3155760000
  or r.timeout_seconds not between 0.001 and 3155760000 or r.retries < 0;
update provost.deployments d
set retry_delay_seconds = least(d.retry_delay_seconds, 3155760000),
    timeout_seconds = least(d.timeout_seconds, 3155760000)
where greatest(d.retry_delay_seconds, d.timeout_seconds) > 3155760000;
alter table provost.deployments
  add constraint deployment_retry_delay_is_at_most_100_years
    check (retry_delay_seconds <= 3155760000),
  add constraint deployment_timeout_is_at_most_100_years check (timeout_seconds <= 3155760000);
