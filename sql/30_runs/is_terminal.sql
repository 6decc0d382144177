-- Does a run in this state never change by itself again?
create or replace function provost_private.is_terminal(p_type provost.state_type) returns boolean
language sql immutable parallel safe
return p_type in ('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED');
