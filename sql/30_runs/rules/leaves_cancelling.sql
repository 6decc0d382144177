-- A run that is being cancelled can only become Cancelled.
create or replace function provost_private.leaves_cancelling(
  p_from provost.state_type, p_to provost.state_type
)
returns boolean
language sql immutable parallel safe
return p_from = 'CANCELLING' and p_to <> 'CANCELLED';
