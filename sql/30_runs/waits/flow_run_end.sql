-- What is told of a run that has ended to whoever waited for it: its state, and its result or
-- error as they are stored.
create or replace function provost_private.flow_run_end(p_flow_run provost.flow_runs)
returns jsonb
language sql stable
return jsonb_build_object(
  'id', p_flow_run.id, 'name', p_flow_run.name, 'state_type', p_flow_run.state_type,
  'state_name', p_flow_run.state_name, 'state_message', p_flow_run.state_message,
  'result', p_flow_run.result, 'result_meta', p_flow_run.result_meta, 'error', p_flow_run.error);
