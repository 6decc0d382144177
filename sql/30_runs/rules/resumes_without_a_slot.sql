-- A pause has given the slot of the deployment away, and all are taken: the process that wants to
-- go on asks again.
create or replace function provost_private.resumes_without_a_slot(p_lack text) returns boolean
language sql immutable parallel safe
return p_lack = 'PAUSED';
