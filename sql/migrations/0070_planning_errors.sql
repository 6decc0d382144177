-- Why a schedule could not be planned the last time; null = it could.
alter table provost.deployment_schedules add column planning_error text;
