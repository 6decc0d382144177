-- A client that did not hear the answer proposes the same transition again.
create or replace function provost_private.is_repeated_transition(
  p_from_details jsonb, p_to_details jsonb
)
returns boolean
language sql immutable parallel safe
return p_from_details ->> 'transition_id' = p_to_details ->> 'transition_id';
