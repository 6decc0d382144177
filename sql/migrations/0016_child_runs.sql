-- Calls of flows by flow runs: the task run that stands for the call names the run that it led to.
alter table provost.task_runs add column child_flow_run_id uuid;
alter table provost.flow_runs add column parent_task_run_id uuid;
-- The epoch in which the attempt began that goes on: what has failed since then has failed in it.
alter table provost.flow_runs add column attempt_epoch integer not null default 0;

-- end_child_runs, end_callerless_runs: what a run has started and has not ended yet.
create index flow_runs_unfinished_children_idx on provost.flow_runs (parent_flow_run_id, state_type)
  where parent_flow_run_id is not null
    and state_type in ('SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED', 'CANCELLING');

-- Task runs that a retry of their flow run has put aside, so that they run again.
create table provost.earlier_task_runs (
  flow_run_id uuid not null,
  id uuid not null,
  attempt integer not null,
  key text not null,
  name text not null,
  task_name text not null,
  tags text[] not null default '{}',
  state_type provost.state_type not null,
  state_name text not null,
  state_message text,
  run_count integer not null,
  start_time timestamptz,
  end_time timestamptz,
  result jsonb,
  result_meta jsonb,
  error jsonb,
  child_flow_run_id uuid,
  put_aside timestamptz not null default provost_private.clock_now(),
  primary key (flow_run_id, id)
) with (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000);
-- put_aside_task_runs: what they have left in the cache.
create index task_run_cache_by_run_idx on provost_private.task_run_cache (flow_run_id);
