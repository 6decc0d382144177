-- No foreign keys here: a check per enqueued row costs more than the row, the insert trigger
-- resolves the deployment in the same transaction, and history must be able to outlive it.
create table provost.flow_runs (
  id uuid primary key default provost_private.new_id(),
  flow_id uuid not null,
  deployment_id uuid,
  deployment text,
  work_queue_id uuid,
  name text not null,
  parameters jsonb not null default '{}',
  tags text[] not null default '{}',
  labels jsonb not null default '{}',
  job_variables jsonb,
  idempotency_key text,
  state_type provost.state_type not null default 'SCHEDULED',
  state_name text not null default 'Scheduled',
  state_timestamp timestamptz not null default provost_private.clock_now(),
  state_message text,
  state_details jsonb,
  state_count integer not null default 1,
  epoch integer not null default 0,
  run_count integer not null default 0,
  crash_count integer not null default 0,
  resuming boolean not null default false,
  pause_keys text[],
  retries integer,
  retry_delay_seconds double precision,
  timeout_seconds double precision,
  expected_start_time timestamptz not null default provost_private.clock_now(),
  next_scheduled_start_time timestamptz,
  start_time timestamptz,
  end_time timestamptz,
  total_run_time interval not null default '0',
  schedule_id uuid,
  auto_scheduled boolean not null default false,
  parent_flow_run_id uuid,
  parent_task_key text,
  result jsonb,
  result_meta jsonb,
  error jsonb,
  created timestamptz not null default provost_private.clock_now(),
  constraint parameters_are_an_object check (jsonb_typeof(parameters) = 'object'),
  constraint only_scheduled_runs_have_a_next_start
    check ((state_type = 'SCHEDULED') = (next_scheduled_start_time is not null)),
  constraint finished_runs_have_an_end_time
    check ((state_type in ('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED')) = (end_time is not null))
) with (
  fillfactor = 80,
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 10000
);

-- claim_flow_runs, count_due_flow_runs: the due runs of a queue, oldest first.
create index flow_runs_due_idx on provost.flow_runs (work_queue_id, next_scheduled_start_time)
  where state_type = 'SCHEDULED';
-- The runs of a deployment and of a flow, newest first.
create index flow_runs_by_deployment_idx on provost.flow_runs (deployment_id, id);
create index flow_runs_by_flow_idx on provost.flow_runs (flow_id, id);
-- "What runs, waits or went wrong", newest first. Scheduled and completed runs, which are
-- the many, stay out of it.
create index flow_runs_by_state_idx on provost.flow_runs (state_type, id)
  where state_type in ('PENDING', 'RUNNING', 'PAUSED', 'CANCELLING', 'FAILED', 'CRASHED');
-- plan_flow_runs, drop_planned_runs: what a schedule has planned and not started.
create index flow_runs_planned_idx on provost.flow_runs (schedule_id, next_scheduled_start_time)
  where state_type = 'SCHEDULED' and auto_scheduled = true;
-- The child runs of a run, newest first.
create index flow_runs_by_parent_idx on provost.flow_runs (parent_flow_run_id, id)
  where parent_flow_run_id is not null;

-- Append-only: a state row is its event. Keyed by the run, whose id carries its time.
create table provost.flow_run_states (
  flow_run_id uuid not null,
  seq integer not null,
  type provost.state_type not null,
  name text not null,
  timestamp timestamptz not null,
  message text,
  details jsonb,
  primary key (flow_run_id, seq)
) with (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000);

-- Who holds a run now. Deleting the row is releasing the run, with all that hangs on it.
create table provost_private.active_runs (
  flow_run_id uuid primary key,
  epoch integer not null,
  worker_id uuid not null,
  claimed_at timestamptz not null,
  deadline timestamptz
) with (
  fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000
);

create table provost_private.idempotency_keys (
  deployment_id uuid not null,
  key text not null,
  flow_run_id uuid not null,
  input_hash uuid not null,
  created timestamptz not null default provost_private.clock_now(),
  primary key (deployment_id, key)
);

-- One row: until when a dispatcher sleeps and wants to be woken by an insert.
create table provost_private.doorbell (
  id boolean primary key default true,
  asleep_until timestamptz not null default '-infinity',
  constraint there_is_one_doorbell check (id)
) with (fillfactor = 10);
insert into provost_private.doorbell default values;

-- Runs that somebody follows live; their changes ring the bell `provost_flow_run`.
create table provost_private.watched_runs (
  flow_run_id uuid primary key,
  watched_until timestamptz not null
);

-- What is asked of the state machine, and what it answers. One shape for one change or a
-- thousand; see change_flow_run_states.
create type provost_private.flow_run_change as (
  ord integer,
  flow_run_id uuid,
  epoch integer,
  type provost.state_type,
  name text,
  message text,
  details jsonb,
  scheduled_time timestamptz,
  worker_id uuid,
  crash_count integer,
  resuming boolean,
  force boolean,
  takes_away boolean,
  result jsonb,
  result_meta jsonb,
  error jsonb
);
create type provost_private.flow_run_answer as (
  ord integer,
  status text,
  rule text,
  flow_run_id uuid,
  epoch integer,
  run_count integer,
  state_type provost.state_type,
  state_name text,
  state_timestamp timestamptz,
  state_message text,
  state_details jsonb,
  delay_seconds double precision,
  reason text
);
