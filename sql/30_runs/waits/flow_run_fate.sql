-- How a run stands that a process has let go of and wants to go on with: its state, in how many
-- seconds it is due, and what it has ended with. No row: there is no such run.
create or replace function provost_private.flow_run_fate(p_flow_run_id uuid)
returns table (
  state_type provost.state_type, state_name text, state_message text, is_over boolean,
  delay_seconds double precision, run_end jsonb
)
language sql stable security definer
begin atomic
  select r.state_type, r.state_name, r.state_message, provost_private.is_terminal(r.state_type),
    extract(epoch from r.next_scheduled_start_time - provost_private.clock_now())::double precision,
    case when provost_private.is_terminal(r.state_type) then provost_private.flow_run_end(r) end
  from provost.flow_runs r where r.id = p_flow_run_id;
end;
