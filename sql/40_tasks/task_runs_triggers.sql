-- Only provost_engine, as which change_task_run_states runs, passes the condition.
create or replace trigger _100_guard_state before update on provost.task_runs
  for each row when (current_user <> 'provost_engine')
  execute function provost_private.guard_task_run_state();
