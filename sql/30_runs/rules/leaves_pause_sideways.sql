-- A paused run resumes (Running, Scheduled) or ends.
create or replace function provost_private.leaves_pause_sideways(
  p_from provost.state_type, p_to provost.state_type
)
returns boolean
language sql immutable parallel safe
return
  p_from = 'PAUSED' and p_to in ('PENDING', 'PAUSED', 'CANCELLING');
