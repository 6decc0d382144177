-- One row per worker boot, never per host name. No index on what a beat changes, so that
-- beats are heap-only updates.
create table provost.workers (
  id uuid primary key default provost_private.new_id(),
  work_pool_id uuid not null
    constraint worker_belongs_to_a_pool references provost.work_pools on delete cascade,
  name text not null,
  kind text not null default 'worker',
  concurrency_limit integer not null default 100,
  status text not null default 'ONLINE',
  version text,
  graphile_pool_id text,
  heartbeat_count bigint not null default 0,
  last_heartbeat_time timestamptz not null default provost_private.clock_now(),
  stalled_since timestamptz,
  started timestamptz not null default provost_private.clock_now(),
  ended timestamptz,
  constraint worker_kind_is_known check (kind in ('worker', 'local')),
  constraint worker_status_is_known check (status in ('ONLINE', 'DRAINING', 'OFFLINE')),
  constraint worker_limit_is_positive check (concurrency_limit > 0),
  constraint worker_ended_matches_status check ((status = 'OFFLINE') = (ended is not null))
) with (fillfactor = 50);
create index workers_by_work_pool_idx on provost.workers (work_pool_id);
