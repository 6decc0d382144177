-- What is proposed to cancel a run in this state: a paused one can only resume or end, see
-- leaves_pause_sideways.
create or replace function provost_private.cancelling_type(p_from provost.state_type)
returns provost.state_type
language sql immutable parallel safe
return case when p_from = 'PAUSED' then 'CANCELLED'::provost.state_type else 'CANCELLING' end;
