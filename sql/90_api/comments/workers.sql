comment on table provost.workers is 'A worker: one boot of a process that executes runs.';
comment on column provost.workers.id is 'Unique; ordered by time of boot.';
comment on column provost.workers.work_pool_id is E'@behavior +filterBy\nThe pool that it works for.';
comment on column provost.workers.name is 'For people; need not be unique.';
comment on column provost.workers.kind is
  '`worker` takes runs of its pool, `local` only those that it starts itself.';
comment on column provost.workers.concurrency_limit is 'How many runs it executes at once, at most.';
comment on column provost.workers.work_queues is
  'The queues that it takes runs of; null: all of its pool.';
comment on column provost.workers.status is
  '`ONLINE`, `DRAINING` (takes nothing more) or `OFFLINE` (has ended, or stopped responding).';
comment on column provost.workers.version is 'The release of Provost that it runs.';
comment on column provost.workers.graphile_pool_id is
  E'@behavior -*\nUnder which graphile-worker locks jobs for it.';
comment on column provost.workers.session_name is
  E'@behavior -*\nThe application name of the sessions of its process.';
comment on column provost.workers.lone_flow_run_id is
  E'@behavior -*\nThe run that it executes alone, to find out whether that is what ends workers.';
comment on column provost.workers.heartbeat_count is E'@behavior -*\nRises with every beat.';
comment on column provost.workers.last_heartbeat_time is 'When it was last heard of.';
comment on column provost.workers.stalled_since is
  'Since when it beats, but its code does not get a turn; null when all is well.';
comment on column provost.workers.started is 'When it booted.';
comment on column provost.workers.ended is 'When it ended, or was given up.';

comment on table provost.cleanups is
  'What a worker leaves behind if it dies; the next one on its host sees to it.';
comment on column provost.cleanups.id is 'Unique; ordered by time.';
comment on column provost.cleanups.kind is
  '`PROCESS_GROUP` (to be ended) or `FOLDER` (to be removed).';
comment on column provost.cleanups.host is 'The name of the host where it is.';
comment on column provost.cleanups.target is 'Which processes, or which folder.';
comment on column provost.cleanups.worker_id is
  'The worker; it sees to it itself for as long as it lives.';
comment on column provost.cleanups.deliveries is
  'How often it was handed out to be done; three times at most.';
comment on column provost.cleanups.lease_token is
  E'@behavior -*\nWith which the receiver says that it is done.';
comment on column provost.cleanups.leased_until is 'Until when it is handed out to somebody.';
comment on column provost.cleanups.given_up is
  'Since when nobody tries it any more; somebody has to look at it.';
comment on column provost.cleanups.last_error is 'Why it could not be done.';
comment on column provost.cleanups.created is 'When it was noted.';
