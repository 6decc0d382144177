-- The idempotency key of the run of a schedule for an instant: what makes it the only one.
create or replace function provost_private.scheduled_key(p_schedule_id uuid, p_instant timestamptz)
returns text
language sql stable parallel safe
return format('scheduled %s %s', p_schedule_id,
  to_char(p_instant at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'));
