-- Only provost_engine, as which change_task_run_states runs, passes the conditions.
create or replace trigger _100_guard before insert or update on provost.task_runs
  for each statement when (current_user <> 'provost_engine')
  execute function provost_private.guard_states();

create or replace trigger _100_guard before insert or update on provost.task_run_states
  for each statement when (current_user <> 'provost_engine')
  execute function provost_private.guard_states();
