create or replace trigger _100_prepare
  before insert
    or update of name, full_name, flow_id, parameter_openapi_schema, pull_steps, fairness_key
  on provost.deployments
  for each row execute function provost_private.prepare_deployment();

create or replace trigger _500_recheck
  after update of work_queue_id, entrypoint, pull_steps, job_variables on provost.deployments
  for each row when ((old.work_queue_id, old.entrypoint, old.pull_steps, old.job_variables)
    is distinct from (new.work_queue_id, new.entrypoint, new.pull_steps, new.job_variables))
  execute function provost_private.recheck_deployment();
