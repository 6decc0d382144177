-- Only a running run can pause.
create or replace function provost_private.pauses_what_does_not_run(
  p_from provost.state_type, p_to provost.state_type
)
returns boolean
language sql immutable parallel safe
return p_to = 'PAUSED' and p_from <> 'RUNNING';
