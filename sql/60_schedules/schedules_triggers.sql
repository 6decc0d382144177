create or replace trigger _100_replan
  before update of active, cron, day_or, interval_seconds, anchor_date, rrule, timezone, parameters
  on provost.deployment_schedules
  for each row execute function provost_private.replan_schedule();

create or replace trigger _100_forget before delete on provost.deployment_schedules
  for each row execute function provost_private.replan_schedule();

create or replace trigger _500_replan after update on provost.deployments
  for each row when (
    (old.paused, old.parameters, old.tags, old.work_queue_id, old.parameter_openapi_schema)
    is distinct from
    (new.paused, new.parameters, new.tags, new.work_queue_id, new.parameter_openapi_schema))
  execute function provost_private.replan_deployment();
