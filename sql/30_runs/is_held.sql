-- Does a run in this state belong to a worker (or wait for the one that took it to start)?
create or replace function provost_private.is_held(p_type provost.state_type) returns boolean
language sql immutable parallel safe
return p_type in ('PENDING', 'RUNNING', 'CANCELLING');
