-- A completed run that has a result keeps it; see counts_as_result.
create or replace function provost_private.loses_a_result(
  p_from provost.state_type, p_to provost.state_type, p_had_result boolean, p_has_result boolean
)
returns boolean
language sql immutable parallel safe
return
  p_from = 'COMPLETED' and p_had_result
  and (not provost_private.is_terminal(p_to) or (p_to = 'COMPLETED' and not p_has_result));
