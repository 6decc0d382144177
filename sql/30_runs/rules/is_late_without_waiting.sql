-- Only a run that still waits can be late, and only once.
create or replace function provost_private.is_late_without_waiting(
  p_from provost.state_type, p_from_name text, p_to provost.state_type, p_to_name text
)
returns boolean
language sql immutable parallel safe
return
  p_to = 'SCHEDULED' and p_to_name = 'Late' and (p_from <> 'SCHEDULED' or p_from_name = 'Late');
