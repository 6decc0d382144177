-- A state as the API shows it.
create or replace function provost_private.state_json(
  p_type provost.state_type, p_name text, p_timestamp timestamptz, p_message text, p_details jsonb
) returns jsonb
language sql stable
return jsonb_build_object(
  'type', p_type, 'name', p_name, 'timestamp', p_timestamp, 'message', p_message,
  'state_details', coalesce(p_details, '{}'));
