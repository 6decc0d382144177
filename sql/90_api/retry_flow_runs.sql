-- Starts all runs again that fit a filter and have ended, one batch a call. What their tasks have
-- completed is kept. Without states in the filter, it is those that Failed or Crashed.
create or replace function provost.retry_flow_runs(
  filter jsonb, dry_run boolean default false, batch_size integer default 500,
  after uuid default null
) returns jsonb
language sql volatile security definer
begin atomic
  select provost_private.change_filtered_runs(
    retry_flow_runs.filter,
    '{"type": "SCHEDULED", "name": "AwaitingRetry", "message": "Retried on request.",
      "state_details": {"retry_type": "reschedule", "retry_mode": "failedOnly"}}',
    array['FAILED', 'CRASHED']::provost.state_type[],
    array['COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED']::provost.state_type[],
    'The run has not ended yet.', false, retry_flow_runs.dry_run, retry_flow_runs.batch_size,
    retry_flow_runs.after);
end;
