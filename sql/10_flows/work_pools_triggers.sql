create or replace trigger _100_prepare before insert or update of type, base_job_template
  on provost.work_pools
  for each row execute function provost_private.prepare_work_pool();

create or replace trigger _500_recheck after update of type, base_job_template
  on provost.work_pools
  for each row when ((old.type, old.base_job_template) is distinct from
    (new.type, new.base_job_template))
  execute function provost_private.recheck_job_variables();

create or replace trigger _500_wake after update of is_paused, concurrency_limit
  on provost.work_pools
  for each statement execute function provost_private.wake_dispatchers();

create or replace trigger _500_wake after update of is_paused, concurrency_limit, priority
  on provost.work_queues
  for each statement execute function provost_private.wake_dispatchers();
