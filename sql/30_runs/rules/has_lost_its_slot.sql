-- A run that did not start within the grace period of its deployment has lost its slot, and
-- others have taken all.
create or replace function provost_private.has_lost_its_slot(p_lack text) returns boolean
language sql immutable parallel safe
return p_lack = 'LAPSED';
