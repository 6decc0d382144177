-- Who computes the result of a key just now: SERIALIZABLE cache policies and transactions. A lock
-- counts for as long as its holder holds the flow run, so that none outlives a dead worker.
create table provost_private.key_locks (
  key_hash uuid primary key,
  key text not null,
  flow_run_id uuid not null,
  epoch integer not null,
  holder text not null,
  taken timestamptz not null,
  constraint locked_key_is_short check (length(key) <= 2000)
);
