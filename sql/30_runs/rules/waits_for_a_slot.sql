-- The limit of the deployment is reached: the run waits until a slot is free. (With
-- CANCEL_RUNNING, that is when an older run has made room, see make_room_for_new_runs.)
create or replace function provost_private.waits_for_a_slot(p_lack text) returns boolean
language sql immutable parallel safe
return p_lack in ('ENQUEUE', 'CANCEL_RUNNING', 'ZERO');
