-- Cancels a run: at once when nothing runs, else its worker is told and has 30 s to stop.
-- Answers like set_flow_run_state.
create or replace function provost.cancel_flow_run(flow_run_id uuid) returns jsonb
language plpgsql volatile set search_path = ''
as $$
declare
  v_answer jsonb := provost.set_flow_run_state(
    cancel_flow_run.flow_run_id, '{"type": "CANCELLING", "message": "Cancelled on request."}');
begin
  -- A paused run can only resume or end.
  if v_answer #>> '{details,rule}' = 'leaves_pause_sideways' then
    return provost.set_flow_run_state(
      cancel_flow_run.flow_run_id, '{"type": "CANCELLED", "message": "Cancelled on request."}');
  end if;
  return v_answer;
end
$$;
