create table provost.logs (
  flow_run_id uuid not null,
  id uuid not null default provost_private.new_id(),
  task_run_id uuid,
  level integer not null,
  name text not null,
  message text not null,
  timestamp timestamptz not null,
  primary key (flow_run_id, id)
) with (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000);
