-- How long a run has been Running so far, all attempts together, in seconds: a field of every
-- flow run in GraphQL. Without the stretch that goes on now; see flow_runs_estimated_run_time.
create or replace function provost.flow_runs_total_run_time(flow_run provost.flow_runs)
returns double precision
language sql immutable parallel safe
return extract(epoch from flow_run.total_run_time)::double precision;
