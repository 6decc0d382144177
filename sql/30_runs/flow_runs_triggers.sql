-- The triggers of provost.flow_runs, in the order in which they fire.
create or replace trigger _100_prepare before insert on provost.flow_runs
  for each row execute function provost_private.prepare_flow_run();

create or replace trigger _500_announce after insert on provost.flow_runs
  referencing new table as added
  for each statement execute function provost_private.announce_flow_runs();

-- Only provost_engine, as which change_flow_run_states runs, passes the condition.
create or replace trigger _100_guard_state
  before update of id, epoch, state_type, state_name, state_timestamp, state_count, run_count
  on provost.flow_runs
  for each row when (current_user <> 'provost_engine')
  execute function provost_private.guard_flow_run_state();
