-- What was said when a run that has not stopped yet was cancelled.
create or replace function provost_private.why_cancelled(p_flow_run_id uuid) returns text
language sql stable set enable_seqscan = off set jit = off
begin atomic
  select r.state_message from provost.flow_runs r
  where r.id = p_flow_run_id and r.state_type = 'CANCELLING';
end;
