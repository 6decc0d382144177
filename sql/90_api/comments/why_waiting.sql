comment on type provost.gate is 'Something that holds a flow run back.';
comment on column provost.gate.gate is
  '`state`, `pause`, `wait`, `retry`, `time`, `process`, `work_pool_paused`, `work_queue_paused`, `no_worker`, '
  '`busy_workers`, `work_pool_limit`, `work_queue_limit`, `deployment_limit`, `concurrency_limit` or `turn`.';
comment on column provost.gate.reason is 'What it is, for people.';
comment on column provost.gate.until is 'When it opens by itself; null: nobody knows.';
comment on column provost.gate.held_by is
  'Who fills a limit, 20 at most: [{"flow_run_id", "name", "since"}, …].';
comment on column provost.gate.hint is 'What would open it.';

comment on function provost.why_waiting is
  'Names everything that holds a run back now, and what would free it.';
