-- Results that tasks share by cache key; the newest one of a key stands. Keys are looked up by
-- their hash, since an index holds no text of 2000 characters of any script.
create table provost_private.task_run_cache (
  key_hash uuid primary key,
  key text not null,
  flow_run_id uuid not null,
  task_run_id uuid not null,
  message text,
  result jsonb,
  result_meta jsonb,
  created timestamptz not null,
  expiration timestamptz,
  constraint cache_key_is_short check (length(key) <= 2000)
);
-- forget_cached_results: what has expired.
create index task_run_cache_expired_idx on provost_private.task_run_cache (expiration)
  where expiration is not null;

-- What only some task runs have: columns that the many, which complete at their first record,
-- leave null, so that they cost those nothing.
alter table provost.task_runs
  add column state_details jsonb,
  add column expected_start_time timestamptz,
  add column total_run_time interval,
  add column flow_run_run_count integer,
  add column retries integer,
  add column retry_delays double precision[],
  add column retry_jitter_factor double precision;

-- end_open_task_runs: task runs that have not ended. The upstream of one that is not ready has
-- failed, so nothing more will happen to it.
create index task_runs_open_idx on provost.task_runs (flow_run_id)
  where state_type in ('SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED', 'CANCELLING')
    and state_name <> 'NotReady';
