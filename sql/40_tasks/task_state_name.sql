-- What the new state of a task run is called, if no rule puts another in its place. That it runs
-- again is said even of a state that has another name.
create or replace function provost_private.task_state_name(
  p_to provost.state_type, p_to_name text, p_from provost.state_type, p_from_name text,
  p_run_count integer, p_by_hand boolean, p_flow_has_retried boolean
) returns text
language sql stable parallel safe
return case
  when p_to = 'RUNNING' then coalesce(
    nullif(provost_private.running_name(
      p_from, p_from_name, p_run_count, p_by_hand, p_flow_has_retried), 'Running'),
    p_to_name, 'Running')
  else coalesce(p_to_name, provost_private.default_state_name(p_to))
end;
