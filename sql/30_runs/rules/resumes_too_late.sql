-- A pause that has timed out ends in Failed, whatever was to come after it.
create or replace function provost_private.resumes_too_late(
  p_from provost.state_type, p_to provost.state_type, p_from_details jsonb, p_now timestamptz
)
returns boolean
language sql stable parallel safe
return
  p_from = 'PAUSED' and p_to not in ('PENDING', 'PAUSED', 'CANCELLING')
  and (p_from_details ->> 'pause_timeout')::timestamptz < p_now;
