-- One row per task call of a run, found again by its replay key.
create table provost.task_runs (
  flow_run_id uuid not null,
  key text not null,
  id uuid not null default provost_private.new_id(),
  name text not null,
  task_name text not null,
  tags text[] not null default '{}',
  epoch integer not null,
  state_type provost.state_type not null,
  state_name text not null,
  state_timestamp timestamptz not null,
  state_message text,
  state_count integer not null,
  run_count integer not null,
  start_time timestamptz,
  end_time timestamptz,
  next_start_time timestamptz,
  input_hash text,
  result jsonb,
  result_meta jsonb,
  error jsonb,
  primary key (flow_run_id, key)
) with (fillfactor = 90);
-- A task run by its id alone (links, logs).
create index task_runs_by_id_idx on provost.task_runs (id);

create table provost.task_run_states (
  flow_run_id uuid not null,
  task_run_id uuid not null,
  seq integer not null,
  type provost.state_type not null,
  name text not null,
  timestamp timestamptz not null,
  message text,
  details jsonb,
  primary key (flow_run_id, task_run_id, seq)
) with (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000);

-- What change_task_run_states answers for one record.
create type provost_private.task_run_answer as (
  ord integer,
  status text,
  task_run_id uuid,
  state_type provost.state_type,
  state_name text,
  run_count integer,
  result jsonb,
  result_meta jsonb,
  delay_seconds double precision,
  reason text
);
