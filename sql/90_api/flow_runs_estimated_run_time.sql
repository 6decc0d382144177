-- How long a run has been Running up to now, in seconds: a field of every flow run in GraphQL.
create or replace function provost.flow_runs_estimated_run_time(flow_run provost.flow_runs)
returns double precision
language sql stable security definer
return extract(epoch from flow_run.total_run_time + case flow_run.state_type
  when 'RUNNING' then greatest(provost_private.clock_now() - flow_run.state_timestamp, interval '0')
  else interval '0' end)::double precision;
