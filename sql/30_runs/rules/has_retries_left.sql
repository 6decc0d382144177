-- A failure with retries left becomes AwaitingRetry, unless it says that
-- trying again is of no use (state_details.retriable = false).
create or replace function provost_private.has_retries_left(
  p_from provost.state_type, p_to provost.state_type, p_run_count integer, p_retries integer,
  p_to_details jsonb
)
returns boolean
language sql immutable parallel safe
return
  p_from = 'RUNNING' and p_to = 'FAILED' and p_run_count <= p_retries
  and coalesce((p_to_details ->> 'retriable')::boolean, true);
