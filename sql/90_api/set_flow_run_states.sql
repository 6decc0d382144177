-- Proposes one state to all runs that fit a filter, one batch a call; see change_filtered_runs.
create or replace function provost.set_flow_run_states(
  filter jsonb, state jsonb, dry_run boolean default false, force boolean default false,
  batch_size integer default 500, after uuid default null
) returns jsonb
language sql volatile security definer
begin atomic
  select provost_private.change_filtered_runs(
    set_flow_run_states.filter, set_flow_run_states.state, null, null, null,
    set_flow_run_states.force, set_flow_run_states.dry_run, set_flow_run_states.batch_size,
    set_flow_run_states.after);
end;
