create or replace trigger _050_check_time_zone
  before insert or update of timezone on provost.deployment_schedules
  for each row execute function provost_private.check_time_zone();

create or replace trigger _060_check_parameters
  before insert or update of parameters, active, deployment_id on provost.deployment_schedules
  for each row when (new.active) execute function provost_private.check_schedule_parameters();

create or replace trigger _100_replan before update on provost.deployment_schedules
  for each row when (
    (old.active, old.cron, old.day_or, old.interval_seconds, old.anchor_date, old.rrule,
      old.timezone, old.parameters, old.catch_up, old.catch_up_window_seconds, old.max_catch_up,
      old.max_scheduled_runs, old.overlap)
    is distinct from
    (new.active, new.cron, new.day_or, new.interval_seconds, new.anchor_date, new.rrule,
      new.timezone, new.parameters, new.catch_up, new.catch_up_window_seconds, new.max_catch_up,
      new.max_scheduled_runs, new.overlap))
  execute function provost_private.replan_schedule();

create or replace trigger _100_forget before delete on provost.deployment_schedules
  for each row execute function provost_private.replan_schedule();

create or replace trigger _500_replan after update on provost.deployments
  for each row when (
    (old.paused, old.parameters, old.tags, old.labels, old.work_queue_id, old.retries,
      old.retry_delay_seconds, old.timeout_seconds, old.parameter_openapi_schema,
      old.fairness_key)
    is distinct from
    (new.paused, new.parameters, new.tags, new.labels, new.work_queue_id, new.retries,
      new.retry_delay_seconds, new.timeout_seconds, new.parameter_openapi_schema,
      new.fairness_key))
  execute function provost_private.replan_deployment();

create or replace trigger _100_end_runs before delete on provost.deployments
  for each row execute function provost_private.end_runs_of_deployment();
