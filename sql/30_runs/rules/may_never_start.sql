-- A deployment with a limit of 0 starts nothing. A worker that comes to claim leaves its runs
-- waiting, in case the limit is raised.
create or replace function provost_private.may_never_start(p_lack text, p_is_claim boolean)
returns boolean
language sql immutable parallel safe
return p_lack = 'ZERO' and not p_is_claim;
