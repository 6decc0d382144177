-- Which attempt a record belongs to: the one that runs, the next one, or the first again
-- when the task had ended and its flow run is retried.
create or replace function provost_private.task_run_count(
  p_from provost.state_type, p_run_count integer
) returns integer
language sql immutable parallel safe
return case
  when p_from is null or provost_private.is_terminal(p_from) then 1
  when p_from = 'RUNNING' then p_run_count
  else p_run_count + 1
end;
