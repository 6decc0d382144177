-- The details of a new state of a task run: like a flow run's (carried_details), and for a task
-- that runs in the background that it does, and where its arguments are kept.
create or replace function provost_private.carried_task_details(
  p_from provost.state_type, p_from_details jsonb, p_scheduled_time timestamptz,
  p_to provost.state_type, p_details jsonb
) returns jsonb
language sql stable parallel safe
return nullif(
  jsonb_strip_nulls(jsonb_build_object(
    'deferred', p_from_details -> 'deferred',
    'task_parameters_id', p_from_details -> 'task_parameters_id'))
  || coalesce(provost_private.carried_details(
    p_from, p_from_details, p_scheduled_time, p_to, p_details), '{}'),
  '{}');
