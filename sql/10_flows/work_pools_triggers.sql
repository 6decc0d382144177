create or replace trigger _500_wake after update of is_paused, concurrency_limit
  on provost.work_pools
  for each statement execute function provost_private.wake_dispatchers();

create or replace trigger _500_wake after update of is_paused, concurrency_limit, priority
  on provost.work_queues
  for each statement execute function provost_private.wake_dispatchers();
