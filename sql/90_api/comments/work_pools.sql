comment on table provost.work_pools is
  'A work pool: where runs are executed. Each worker belongs to one pool.';
comment on column provost.work_pools.id is 'Unique; ordered by time of creation.';
comment on column provost.work_pools.name is E'@behavior +filterBy +orderBy\nUnique.';
comment on column provost.work_pools.type is
  '`inline`: inside the worker. `process`: in a process for each run.';
comment on column provost.work_pools.description is 'What the pool is for.';
comment on column provost.work_pools.is_paused is 'While true, no run of the pool is started.';
comment on column provost.work_pools.concurrency_limit is
  'How many of its runs may be under way (Pending or Running) at once; null: any number.';
comment on column provost.work_pools.base_job_template is
  'How a run is executed: {"job_configuration": {…}, "variables": a JSON Schema}. Job variables are '
  'filled in where the configuration says `{{ name }}`.';
comment on column provost.work_pools.created is 'When it was created.';
comment on column provost.work_pools.updated is 'When it was last changed.';

comment on function provost.create_work_pool is
  'Creates a work pool with its default queue. `type` is "inline" or "process"; `overwrite` brings one '
  'up to date that exists.';
comment on function provost.update_work_pool is 'Changes what is given of a work pool.';
comment on function provost.set_work_pool_paused is
  'Pauses a work pool, or lets it go on. What runs goes on either way.';
comment on function provost.set_work_pool_concurrency_limit is
  'Sets how many runs of a work pool may be under way at once; null takes the limit away.';
comment on function provost.delete_work_pool is
  'Deletes a work pool with its queues. One with deployments, or with runs that are not over, is refused.';
comment on function provost.default_base_job_template is
  'The base job template of a new work pool of this type.';
comment on function provost.work_pools_status is
  '`PAUSED`, `READY`: a live worker takes its runs, or `NOT_READY`.';
comment on function provost.work_pools_active_slots is
  'How many of its runs are under way, which the limit counts.';
