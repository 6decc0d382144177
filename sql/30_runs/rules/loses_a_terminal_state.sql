-- What has ended cannot be cancelled, paused or crash.
create or replace function provost_private.loses_a_terminal_state(
  p_from provost.state_type, p_to provost.state_type
)
returns boolean
language sql immutable parallel safe
return
  provost_private.is_terminal(p_from) and p_to in ('CANCELLING', 'PAUSED', 'CRASHED');
