-- A waiting or suspended run has nothing to tear down: it is Cancelled at once. One for which
-- somebody has started a process or container already has, unless it is only resuming.
create or replace function provost_private.cancels_what_nobody_runs(
  p_from provost.state_type, p_from_name text, p_to provost.state_type, p_from_details jsonb,
  p_infrastructure_pid text
)
returns boolean
language sql immutable parallel safe
return
  p_to = 'CANCELLING'
  and ((p_from = 'SCHEDULED' and (p_infrastructure_pid is null or p_from_name = 'Resuming'))
    or (p_from = 'PAUSED' and coalesce((p_from_details ->> 'pause_reschedule')::boolean, false)));
