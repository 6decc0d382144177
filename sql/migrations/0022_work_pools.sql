-- How many runs of a pool, and of a queue, may be under way at once, what a run of the pool may be
-- told about where it executes, and which queue stands in when a deployment names none.
alter table provost.work_pools
  add column concurrency_limit integer
    constraint work_pool_limit_is_not_negative check (concurrency_limit >= 0),
  add column base_job_template jsonb not null default '{}'
    constraint work_pool_template_is_an_object check (jsonb_typeof(base_job_template) = 'object');

alter table provost.work_queues
  add column concurrency_limit integer
    constraint work_queue_limit_is_not_negative check (concurrency_limit >= 0),
  add column is_default boolean not null default false;
update provost.work_queues set is_default = true where name = 'default';
create unique index work_pool_has_one_default_queue_idx on provost.work_queues (work_pool_id)
  where is_default = true;
-- claim_flow_runs: whether a pool has limits to look at, which most have not.
create index work_queues_with_a_limit_idx on provost.work_queues (work_pool_id)
  where concurrency_limit is not null;

-- Queues that were deleted: a run may still turn up there, see move_stranded_runs.
create table provost_private.retired_work_queues (
  id uuid primary key,
  retired timestamptz not null default provost_private.clock_now()
);
