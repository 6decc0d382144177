-- The input that ends a pause: what is sent, with the rest of what the form for it begins with.
-- Who sends nothing where input is waited for sends an empty one: all of it may have defaults.
create or replace function provost_private.completed_input(
  p_wait provost.flow_run_waits, p_input jsonb
) returns jsonb
language sql immutable parallel safe
return case
  when p_wait.input_schema is null then p_input
  when p_input is null then coalesce(p_wait.initial_input, '{}')
  when jsonb_typeof(p_input) = 'object' and jsonb_typeof(p_wait.initial_input) = 'object'
    then p_wait.initial_input || p_input
  else p_input
end;
