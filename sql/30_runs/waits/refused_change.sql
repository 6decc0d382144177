-- An answer in the form of set_flow_run_state's that leaves a run in the state that it is in.
create or replace function provost_private.refused_change(
  p_status text, p_flow_run provost.flow_runs, p_details jsonb
) returns jsonb
language sql stable
return jsonb_build_object(
  'status', p_status,
  'state', provost_private.state_json(p_flow_run.state_type, p_flow_run.state_name,
    p_flow_run.state_timestamp, p_flow_run.state_message, p_flow_run.state_details),
  'details', p_details);
