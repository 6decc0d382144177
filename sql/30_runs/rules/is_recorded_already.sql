-- The holder repeats a finish whose answer it did not hear.
create or replace function provost_private.is_recorded_already(
  p_from provost.state_type, p_to provost.state_type, p_epoch integer, p_current_epoch integer
)
returns boolean
language sql immutable parallel safe
return 
  p_epoch = p_current_epoch and p_from = p_to and provost_private.is_terminal(p_to);
