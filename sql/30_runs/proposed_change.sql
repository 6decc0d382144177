-- One change to propose to change_flow_run_states. `p_epoch` fences it: the change is made only
-- while the run is held in that epoch. `p_worker_id` makes it a claim. `p_takes_away` says that
-- the run is taken from its holder, whose later writes are then refused. `p_resuming` says that
-- the next claim goes on with the same attempt.
create or replace function provost_private.proposed_change(
  p_ord bigint, p_flow_run_id uuid, p_type provost.state_type, p_epoch integer default null,
  p_name text default null, p_message text default null, p_details jsonb default null,
  p_scheduled_time timestamptz default null, p_worker_id uuid default null,
  p_crash_count integer default null, p_resuming boolean default null,
  p_force boolean default false, p_takes_away boolean default false, p_result jsonb default null,
  p_result_meta jsonb default null, p_error jsonb default null
) returns provost_private.flow_run_change
language sql immutable parallel safe
return (
  p_ord::integer, p_flow_run_id, p_epoch, p_type, p_name, p_message, p_details, p_scheduled_time,
  p_worker_id, p_crash_count, p_resuming, p_force, p_takes_away, p_result, p_result_meta,
  p_error)::provost_private.flow_run_change;
