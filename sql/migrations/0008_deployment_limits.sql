-- How many runs of a deployment may be under way at once, what becomes of one too many, and how
-- long a run that was only submitted keeps its slot.
alter table provost.deployments
  add column concurrency_limit integer
    constraint deployment_limit_is_not_negative check (concurrency_limit >= 0),
  add column collision_strategy text not null default 'ENQUEUE'
    constraint deployment_collision_strategy_is_known
    check (collision_strategy in ('ENQUEUE', 'CANCEL_NEW', 'CANCEL_RUNNING')),
  add column grace_period_seconds double precision
    constraint deployment_grace_period_is_possible
    check (grace_period_seconds between 60 and 86400);

-- A run that waits for a slot of its deployment is not due, whatever its time: it stays out of
-- what dispatch reads, and is found by way of its deployment when a slot is free.
drop index provost.flow_runs_due_idx;
create index flow_runs_due_idx on provost.flow_runs (work_queue_id, next_scheduled_start_time)
  where state_type = 'SCHEDULED' and state_name <> 'AwaitingConcurrencySlot';
create index flow_runs_awaiting_slot_idx
  on provost.flow_runs (work_queue_id, deployment_id, expected_start_time)
  where state_type = 'SCHEDULED' and state_name = 'AwaitingConcurrencySlot';

-- What seat_flow_runs finds out for a run that is about to start: the slot that it may have, or
-- what it lacks.
create type provost_private.flow_run_seat as (
  flow_run_id uuid,
  limit_id uuid,
  lease_id uuid,
  lack text,
  grace_seconds double precision
);
