-- A run that is due later waits; the database's clock decides.
create or replace function provost_private.starts_too_early(
  p_from provost.state_type, p_to provost.state_type, p_scheduled_time timestamptz,
  p_now timestamptz
)
returns boolean
language sql immutable parallel safe
return
  p_to = 'RUNNING' and p_from in ('SCHEDULED', 'PENDING') and p_scheduled_time > p_now;
