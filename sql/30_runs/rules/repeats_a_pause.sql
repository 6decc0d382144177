-- A pause with a key that has fired before is passed over.
create or replace function provost_private.repeats_a_pause(
  p_to provost.state_type, p_to_details jsonb, p_pause_keys text[]
)
returns boolean
language sql immutable parallel safe
return
  p_to = 'PAUSED' and coalesce((p_to_details ->> 'pause_key') = any (p_pause_keys), false);
