-- Cancels all runs that fit a filter and have not ended, one batch a call: at once where nothing
-- runs, else their workers have 30 s to stop. Without states in the filter, those that have ended
-- are not among them.
create or replace function provost.cancel_flow_runs(
  filter jsonb, dry_run boolean default false, batch_size integer default 500,
  after uuid default null
) returns jsonb
language sql volatile security definer
begin atomic
  select provost_private.change_filtered_runs(
    cancel_flow_runs.filter, '{"type": "CANCELLING", "message": "Cancelled on request."}',
    u.types, u.types, 'The run has ended already.', false, cancel_flow_runs.dry_run,
    cancel_flow_runs.batch_size, cancel_flow_runs.after)
  from (select array['SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED', 'CANCELLING']
    ::provost.state_type[]) as u (types);
end;
