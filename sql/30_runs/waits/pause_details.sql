-- The details of the state of a run that is paused until somebody resumes it.
create or replace function provost_private.pause_details(p_wait provost.flow_run_waits)
returns jsonb
language sql stable
return jsonb_strip_nulls(jsonb_build_object(
  'pause_key', p_wait.key,
  'pause_timeout', coalesce(p_wait.wake_time, 'infinity'),
  'pause_reschedule', p_wait.kind = 'suspend',
  'run_input_keyset', case when p_wait.input_schema is not null
    then jsonb_build_object('schema', p_wait.key) end));
