-- The holder repeats a finish whose answer it did not hear: the run ended in the very epoch
-- in which it is held, perhaps as Cancelled or TimedOut.
create or replace function provost_private.is_recorded_already(
  p_from provost.state_type, p_epoch integer, p_current_epoch integer,
  p_takes_away boolean
)
returns boolean
language sql immutable parallel safe
return
  p_epoch = p_current_epoch and provost_private.is_terminal(p_from) and not p_takes_away;
