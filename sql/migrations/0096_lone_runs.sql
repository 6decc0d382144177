-- Which of its runs a worker executes alone for a while; see crashed_runs.
alter table provost.workers add column lone_flow_run_id uuid;
