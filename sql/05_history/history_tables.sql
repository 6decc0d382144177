-- The tables that are kept in partitions: by which column, and how each partition stores its rows
-- (PostgreSQL hands no storage parameters down). Those of runs lie by the id of the run, so that a
-- period holds all there is about its runs.
create or replace view provost_private.history_tables (
  position, name, kind, key, options, schema
) as
values
  (1, 'flow_run_states', 'runs', 'flow_run_id',
    'autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000',
    'provost_private'),
  (2, 'task_runs', 'runs', 'flow_run_id', 'fillfactor = 90', 'provost'),
  (3, 'task_run_states', 'runs', 'flow_run_id',
    'autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000',
    'provost_private'),
  (4, 'logs', 'runs', 'flow_run_id',
    'autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000',
    'provost'),
  (5, 'events', 'events', 'occurred',
    'autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000',
    'provost');
