-- Cancels a run: at once when nothing runs, else its worker is told and has 30 s to stop.
-- Answers like set_flow_run_state.
create or replace function provost.cancel_flow_run(flow_run_id uuid) returns jsonb
language sql volatile
begin atomic
  select provost.set_flow_run_state(
    cancel_flow_run.flow_run_id, '{"type": "CANCELLING", "message": "Cancelled on request."}');
end;
