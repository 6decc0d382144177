-- A waiting or suspended run has nothing to tear down: it is Cancelled at once.
create or replace function provost_private.cancels_what_nobody_runs(
  p_from provost.state_type, p_to provost.state_type, p_from_details jsonb
)
returns boolean
language sql immutable parallel safe
return
  p_to = 'CANCELLING'
  and (p_from = 'SCHEDULED'
    or (p_from = 'PAUSED' and coalesce((p_from_details ->> 'pause_reschedule')::boolean, false)));
