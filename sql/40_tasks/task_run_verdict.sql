-- The ordered rules for task runs: the name of the first that stands against a record, or
-- null when it is stored as proposed. First writer wins: a completed task is never redone.
create or replace function provost_private.task_run_verdict(
  p_is_held boolean, p_from provost.state_type, p_to provost.state_type,
  p_run_count integer, p_retries integer, p_retriable boolean
) returns text
language sql immutable parallel safe
return case
  when not p_is_held then 'is_stale_holder'
  when p_from = 'COMPLETED' then 'is_recorded_already'
  when p_to = 'FAILED' and p_run_count <= p_retries and coalesce(p_retriable, true)
    then 'has_retries_left'
end;
