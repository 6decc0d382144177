comment on table provost.work_queues is
  'A work queue: a lane of a work pool. Lanes with a lower priority number go first.';
comment on column provost.work_queues.id is 'Unique; ordered by time of creation.';
comment on column provost.work_queues.work_pool_id is E'@behavior +filterBy\nThe pool of the queue.';
comment on column provost.work_queues.name is E'@behavior +orderBy\nUnique within its pool.';
comment on column provost.work_queues.description is 'What the queue is for.';
comment on column provost.work_queues.priority is '1 is the most urgent.';
comment on column provost.work_queues.is_paused is 'While true, no run of the queue is started.';
comment on column provost.work_queues.concurrency_limit is
  'How many of its runs may be under way (Pending or Running) at once; null: any number.';
comment on column provost.work_queues.is_default is
  'Whether it takes the runs of deployments that name no queue of the pool. It cannot be deleted.';
comment on column provost.work_queues.created is 'When it was created.';
comment on column provost.work_queues.updated is 'When it was last changed.';

comment on function provost.create_work_queue is
  'Creates a work queue. Without a `priority` it gets the first that no queue of the pool has; queues '
  'that stand at the priority already move down.';
comment on function provost.update_work_queue is
  'Changes what is given of a work queue; `name` is its new one.';
comment on function provost.set_work_queue_paused is
  'Pauses a work queue, or lets it go on. What runs goes on either way.';
comment on function provost.set_work_queue_concurrency_limit is
  'Sets how many runs of a work queue may be under way at once; null takes the limit away.';
comment on function provost.set_work_queue_priorities is
  'Gives work queues of a pool these priorities, {"urgent": 1, "bulk": 4}, and answers all queues of the '
  'pool. Others that stand there already move down.';
comment on function provost.delete_work_queue is
  'Deletes a work queue. Its deployments and its runs that are not over go to the default queue of the pool.';
comment on function provost.get_scheduled_flow_runs is
  E'@behavior -*\nThe runs that would be started next, as a claim would choose them. It changes nothing, '
  'but locks what it looks at until the end of the transaction.';
comment on function provost.get_runs_in_work_queue is
  E'@behavior -*\nThe runs that one queue, read by itself, would have started next.';
comment on function provost.work_queues_status is
  '`PAUSED`, by itself or with its pool, `READY`: a live worker takes its runs, or `NOT_READY`.';
comment on function provost.work_queues_active_slots is
  'How many of its runs are under way, which the limit counts.';
comment on function provost.work_queues_last_polled is
  'When a worker that takes its runs was last heard of.';
