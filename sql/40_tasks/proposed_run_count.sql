-- How often a task run has been started, once a person's proposal is stored. Leaving a terminal
-- state begins anew, unless that is forced.
create or replace function provost_private.proposed_run_count(
  p_from provost.state_type, p_run_count integer, p_to provost.state_type, p_force boolean
) returns integer
language sql immutable parallel safe
return case
    when p_from is null or (provost_private.is_terminal(p_from)
      and not provost_private.is_terminal(p_to) and p_force is not true) then 0
    else p_run_count
  end + case when p_to = 'RUNNING' then 1 else 0 end;
