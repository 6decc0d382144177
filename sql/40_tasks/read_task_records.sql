-- What is recorded or proposed about task runs, read from JSON: whether it is a step of a rollback,
-- and whether it is the newest of its task run. It is written into the queries that call it.
create or replace function provost_private.read_task_records(p_records jsonb) returns table (
  ord integer, flow_run_id uuid, epoch integer, key text, name text, type provost.state_type,
  state_name text, message text, details jsonb, run_count integer, elapsed_ms double precision,
  result jsonb, result_meta jsonb, error jsonb, input_hash text, retries integer,
  retry_delays double precision[], retry_jitter_factor double precision,
  retry_after_seconds double precision, retriable boolean, cache_key text,
  refresh_cache boolean, task_run_id uuid, task_inputs jsonb, child_flow_run_id uuid,
  force boolean, rolls_back boolean, is_newest boolean
)
language sql stable
begin atomic
  select x.*, coalesce(x.state_name in ('RollingBack', 'RolledBack'), false),
    lead(x.ord) over (partition by x.flow_run_id, x.key order by x.ord) is null
  from jsonb_to_recordset(p_records) as x (
    ord integer, flow_run_id uuid, epoch integer, key text, name text, type provost.state_type,
    state_name text, message text, details jsonb, run_count integer, elapsed_ms double precision,
    result jsonb, result_meta jsonb, error jsonb, input_hash text, retries integer,
    retry_delays double precision[], retry_jitter_factor double precision,
    retry_after_seconds double precision, retriable boolean, cache_key text,
    refresh_cache boolean, task_run_id uuid, task_inputs jsonb, child_flow_run_id uuid,
    force boolean);
end;
