-- The ordered rules for what a person proposes for a task run (Prefect's CoreTaskPolicy; a
-- background task asks first whether it is taken twice): the name of the first rule that stands
-- against it, or null. `p_is_alone` says that no flow run has to be running: the task run
-- belongs to none, or runs in the background. A forced proposal asks none.
create or replace function provost_private.proposed_task_run_verdict(
  p_from provost.state_type, p_from_name text, p_from_details jsonb, p_run_count integer,
  p_had_result boolean, p_retries integer, p_next_start timestamptz, p_to provost.state_type,
  p_to_name text, p_to_details jsonb, p_is_alone boolean, p_flow provost.state_type,
  p_is_cached boolean, p_force boolean, p_now timestamptz
) returns text
language sql stable parallel safe
return case
  when p_force then null
  when coalesce((p_from_details ->> 'deferred')::boolean,
      (p_to_details ->> 'deferred')::boolean, false)
    and provost_private.is_taken_twice(p_from, p_from_name, p_to,
      coalesce(p_to_name, provost_private.default_state_name(p_to))) then 'is_taken_twice'
  when p_is_cached then 'is_cached'
  when provost_private.loses_a_terminal_state(p_from, p_to) then 'loses_a_terminal_state'
  when p_from = 'COMPLETED' and p_had_result then 'loses_a_result'
  when p_to = 'RUNNING' and not p_is_alone and p_flow = 'PAUSED' then 'its_flow_is_paused'
  when p_to = 'RUNNING' and not p_is_alone and p_flow is distinct from 'RUNNING'
    then 'its_flow_has_stopped'
  when provost_private.starts_too_early(p_from, p_to, p_next_start, p_now) then 'starts_too_early'
  when provost_private.has_retries_left(p_from, p_to, p_run_count, p_retries, p_to_details)
    then 'has_retries_left'
  when p_to = 'COMPLETED' and length(p_to_details ->> 'cache_key') > 2000
    then 'has_a_long_cache_key'
end;
