-- Only provost_engine, as which change_task_run_states runs, passes the conditions.
create or replace trigger _100_guard before insert or update on provost.task_runs
  for each statement when (current_user <> 'provost_engine'::text)
  execute function provost_private.guard_states();

create or replace trigger _100_guard before insert or update on provost_private.task_run_states
  for each statement when (current_user <> 'provost_engine'::text)
  execute function provost_private.guard_states();

-- Costs a glance at each changed row; only runs that a run has started go any further.
create or replace trigger _400_mirror after update of state_count on provost.flow_runs
  for each row
  when (new.parent_task_key is not null)
  execute function provost_private.mirror_flow_run();
