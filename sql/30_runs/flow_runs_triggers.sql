-- The triggers of provost.flow_runs and its history, in the order in which they fire. Only
-- provost_engine, as which the state machine runs, passes the conditions of the guards. (Every
-- statement reads them anew, and a constant of type `name` reads like 64 numbers: what rows seldom
-- meet is asked by the functions.)
create or replace trigger _100_prepare before insert on provost.flow_runs
  for each row execute function provost_private.prepare_flow_run();

create or replace trigger _500_announce after insert on provost.flow_runs
  for each statement execute function provost_private.announce_flow_runs();

create or replace trigger _100_guard
  before update of id, epoch, state_type, state_name, state_timestamp, state_message,
    state_details, state_count, run_count, crash_count, resuming, pause_keys,
    next_scheduled_start_time, start_time, end_time, total_run_time, result, result_meta, error
  on provost.flow_runs
  for each statement when (current_user <> 'provost_engine'::text)
  execute function provost_private.guard_states();

create or replace trigger _100_guard before insert or update on provost_private.flow_run_states
  for each statement when (current_user <> 'provost_engine'::text)
  execute function provost_private.guard_states();
