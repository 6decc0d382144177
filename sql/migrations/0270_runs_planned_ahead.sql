-- list_flow_runs: what was planned ahead, or put off, by the time that it was planned for. A run
-- that is to start at once is created at its time, and costs nothing here.
create index flow_runs_planned_ahead_idx on provost.flow_runs (expected_start_time)
  where expected_start_time > created;
