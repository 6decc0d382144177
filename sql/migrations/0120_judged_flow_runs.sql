-- A change of a flow run's state, with what the rules say of it: between ask_flow_run_rules and
-- store_judged_flow_runs.
create type provost_private.judged_flow_run as (
  ord integer,
  flow_run_id uuid,
  -- The answer, and whether anything is stored.
  status text,
  rule text,
  reason text,
  is_stored boolean,
  delay_seconds double precision,
  -- The run as it was found.
  from_type provost.state_type,
  from_name text,
  from_timestamp timestamptz,
  from_details jsonb,
  from_epoch integer,
  from_count integer,
  -- What it becomes, and on whose word.
  new_type provost.state_type,
  new_name text,
  new_timestamp timestamptz,
  new_message text,
  new_details jsonb,
  new_start timestamptz,
  claimer uuid,
  by_holder boolean,
  resuming boolean,
  pause_key text,
  crash_count integer,
  result jsonb,
  result_meta jsonb,
  error jsonb
);
