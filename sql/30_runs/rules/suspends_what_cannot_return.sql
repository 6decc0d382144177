-- Suspending frees the worker, so a deployment must be there to start the run again, and a
-- child run belongs to the process of its parent.
create or replace function provost_private.suspends_what_cannot_return(
  p_to provost.state_type, p_to_details jsonb, p_deployment_id uuid, p_parent_flow_run_id uuid
)
returns boolean
language sql immutable parallel safe
return
  p_to = 'PAUSED' and coalesce((p_to_details ->> 'pause_reschedule')::boolean, false)
  and (p_deployment_id is null or p_parent_flow_run_id is not null);
