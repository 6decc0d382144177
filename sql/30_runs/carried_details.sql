-- The details of a new state: those proposed, and what a run keeps on its way to Running (when
-- it was to start, and whatever earlier stages of Pending have noted). While it is held, they name
-- the lease of its deployment's slot, if it has one.
create or replace function provost_private.carried_details(
  p_from provost.state_type, p_from_details jsonb, p_scheduled_time timestamptz,
  p_to provost.state_type, p_details jsonb
) returns jsonb
language sql stable parallel safe
return case
  when p_to = 'PENDING' and p_from = 'SCHEDULED'
    then jsonb_build_object('scheduled_time', p_scheduled_time) || coalesce(p_details, '{}')
  when p_to = 'PENDING' and p_from = 'PENDING'
    then coalesce(p_from_details - 'transition_id' || coalesce(p_details, '{}'), p_details)
  when p_from_details ? 'deployment_concurrency_lease_id' and provost_private.is_held(p_to)
    then jsonb_build_object('deployment_concurrency_lease_id',
      p_from_details -> 'deployment_concurrency_lease_id') || coalesce(p_details, '{}')
  else p_details
end;
