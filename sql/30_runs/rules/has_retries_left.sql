-- A failure with retries left becomes AwaitingRetry.
create or replace function provost_private.has_retries_left(
  p_from provost.state_type, p_to provost.state_type, p_run_count integer, p_retries integer
)
returns boolean
language sql immutable parallel safe
return 
  p_from = 'RUNNING' and p_to = 'FAILED' and p_run_count <= p_retries;
