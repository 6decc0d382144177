-- Whose turn a run takes: runs of a queue with different keys are started in turn. Null: none.
alter table provost.flow_runs add column fairness_key text
  constraint fairness_key_is_short check (length(fairness_key) between 1 and 200);

-- A run is in the index of those without a key, or in the two of those with one: queues without
-- keys pay for none of this. waiting_runs reads the first two as one.
drop index provost.flow_runs_due_idx;
create index flow_runs_due_idx on provost.flow_runs (work_queue_id, next_scheduled_start_time)
  where fairness_key is null
    and state_type = 'SCHEDULED' and state_name <> 'AwaitingConcurrencySlot';
create index flow_runs_keyed_due_idx
  on provost.flow_runs (work_queue_id, next_scheduled_start_time)
  where fairness_key is not null
    and state_type = 'SCHEDULED' and state_name <> 'AwaitingConcurrencySlot';
-- waiting_fairness_keys, fair_flow_runs: from key to key, and the runs of a key, oldest first.
-- Hashes are short, and spread evenly, so that any of them is as good a place to begin at.
create index flow_runs_fair_idx
  on provost.flow_runs (
    work_queue_id, hashtextextended(fairness_key, 0), next_scheduled_start_time)
  where fairness_key is not null
    and state_type = 'SCHEDULED' and state_name <> 'AwaitingConcurrencySlot';

-- Counts the claims of runs with keys, so that what cannot be shared evenly goes to each in turn.
create sequence provost_private.fairness_turns;

-- How many runs of a key start for each one of a key that is not listed here.
create table provost.fairness_weights (
  fairness_key text primary key,
  weight double precision not null,
  updated timestamptz not null default provost_private.clock_now(),
  constraint fairness_weight_is_possible check (weight between 0.001 and 1000)
);

-- The key of its runs that name none: a text in which {parameters.tenant} stands for a parameter.
alter table provost.deployments add column fairness_key text
  constraint deployment_fairness_key_says_something check (fairness_key <> '');
