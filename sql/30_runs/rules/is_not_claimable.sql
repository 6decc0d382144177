-- Only a waiting run can be claimed. A run without a deployment is born Pending, in epoch 0.
create or replace function provost_private.is_not_claimable(
  p_from provost.state_type, p_is_claim boolean, p_epoch integer
)
returns boolean
language sql immutable parallel safe
return
  p_is_claim and p_from <> 'SCHEDULED' and not (p_from = 'PENDING' and p_epoch = 0);
