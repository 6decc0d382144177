-- How late a flow run started, or is by now if it has not started, in seconds: a field of
-- every flow run in GraphQL. 0 when it is, or was, in time.
create or replace function provost.flow_runs_estimated_start_time_delta(flow_run provost.flow_runs)
returns double precision
language sql stable security definer
return greatest(extract(epoch from case
  when flow_run.start_time is not null
    then flow_run.start_time - flow_run.expected_start_time
  when provost_private.is_terminal(flow_run.state_type) then interval '0'
  else provost_private.clock_now() - flow_run.expected_start_time
end), 0)::double precision;
