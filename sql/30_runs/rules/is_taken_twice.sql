-- The second worker that takes a run loses. Stages of Pending (Submitting …) may follow one
-- another.
create or replace function provost_private.is_taken_twice(
  p_from provost.state_type, p_from_name text, p_to provost.state_type, p_to_name text
)
returns boolean
language sql immutable parallel safe
return
  p_to = 'PENDING' and p_from in ('PENDING', 'RUNNING', 'CANCELLING', 'CANCELLED')
  and not (p_from = 'PENDING' and p_to_name <> 'Pending' and p_to_name <> p_from_name);
