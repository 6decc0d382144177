-- A suspended run is started again by a worker, which takes a deployment.
create or replace function provost_private.resumes_without_deployment(
  p_from provost.state_type, p_to provost.state_type, p_from_details jsonb, p_deployment_id uuid
)
returns boolean
language sql immutable parallel safe
return
  p_from = 'PAUSED' and p_to in ('RUNNING', 'SCHEDULED') and p_deployment_id is null
  and coalesce((p_from_details ->> 'pause_reschedule')::boolean, false);
