-- Results that are too large to be kept with their run, in parts; see result_meta of the run.
-- `flow_run_id` is the run that needs them: the one that computed them, or the last one that took
-- them from the cache.
create table provost_private.stored_results (
  key text not null,
  part integer not null,
  flow_run_id uuid not null,
  bytes bytea not null,
  created timestamptz not null,
  primary key (key, part)
);
-- forget_stored_results: what is old enough to be looked at.
create index stored_results_created_idx on provost_private.stored_results (created)
  where part = 0;

-- forget_stored_results: whether the cache still refers to a result.
create index task_run_cache_stored_idx on provost_private.task_run_cache ((result_meta ->> 'key'))
  where result_meta ->> 'storage' = 'database';
