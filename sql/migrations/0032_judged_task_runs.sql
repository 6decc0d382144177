-- A record or proposal about a task run, with what the rules say of it: between
-- judge_task_records or judge_task_proposals, and store_judged_task_runs.
create type provost_private.judged_task_run as (
  ord integer,
  flow_run_id uuid,
  key text,
  name text,
  -- The answer, and whether anything is stored.
  status text,
  reason text,
  is_stored boolean,
  is_cached boolean,
  -- The row as it was found; no id if it had no state.
  known_id uuid,
  from_type provost.state_type,
  from_name text,
  from_timestamp timestamptz,
  known_count integer,
  known_result jsonb,
  known_meta jsonb,
  -- What it becomes.
  new_type provost.state_type,
  new_name text,
  new_message text,
  new_details jsonb,
  new_result jsonb,
  new_meta jsonb,
  error jsonb,
  new_count integer,
  new_epoch integer,
  flow_count integer,
  delay_seconds double precision,
  scheduled_time timestamptz,
  -- How many states are recorded, whether the one is the start, how long ago that was.
  steps integer,
  is_start boolean,
  elapsed_ms double precision,
  -- What is kept when it is not given.
  input_hash text,
  task_inputs jsonb,
  child_flow_run_id uuid,
  retries integer,
  retry_delays double precision[],
  retry_jitter_factor double precision
);
