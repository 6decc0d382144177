-- What Running is called: Retrying after a failure that is tried again, or when the flow run has
-- been retried since the task ended; Rerunning when somebody starts it once more.
create or replace function provost_private.running_name(
  p_from provost.state_type, p_from_name text, p_run_count integer, p_by_hand boolean,
  p_flow_has_retried boolean
) returns text
language sql immutable parallel safe
return case
  when p_from_name = 'AwaitingRetry' then 'Retrying'
  when not p_by_hand then 'Running'
  when provost_private.is_terminal(p_from) and p_flow_has_retried then 'Retrying'
  when p_run_count > 1 then 'Rerunning'
  else 'Running'
end;
