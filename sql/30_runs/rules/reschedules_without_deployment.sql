-- Nobody would pick up a run again that belongs to no deployment.
create or replace function provost_private.reschedules_without_deployment(
  p_from provost.state_type, p_to provost.state_type, p_deployment_id uuid
)
returns boolean
language sql immutable parallel safe
return
  provost_private.is_terminal(p_from) and p_to = 'SCHEDULED' and p_deployment_id is null;
