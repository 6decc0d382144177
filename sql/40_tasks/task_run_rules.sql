-- What the state machine answers when a rule for task runs applies. What workers record asks
-- task_run_verdict, what people propose asks proposed_task_run_verdict, each in its own order.
-- REJECT with `becomes` stores that state instead of the proposed one; without it, nothing.
create or replace view provost_private.task_run_rules (
  position, rule, status, becomes, becomes_name, reason
) as
values
  (1, 'is_stale_holder', 'ABORT', null, null,
    'Another holder has the flow run: the epoch is stale.'),
  (2, 'is_recorded_already', 'REJECT', null, null,
    'This task has completed; its recorded result stands.'),
  (3, 'is_repeated_record', 'ACCEPT', null, null, 'This has been recorded already.'),
  (4, 'is_repeated_failure', 'REJECT', null, null,
    'This failure has been recorded already; the task waits.'),
  (5, 'is_taken_twice', 'ABORT', null, null, 'Another worker has taken the task run.'),
  (6, 'is_cached', 'REJECT', 'COMPLETED'::provost.state_type, 'Cached',
    'A result is kept under the cache key.'),
  (7, 'loses_a_terminal_state', 'ABORT', null, null,
    'The task run is in a terminal state already.'),
  (8, 'loses_a_result', 'REJECT', null, null, 'The task run has completed with a result.'),
  (9, 'its_flow_is_paused', 'REJECT', 'PAUSED', 'NotReady', 'The flow run is paused.'),
  (10, 'its_flow_has_stopped', 'ABORT', null, null, 'The flow run is not running.'),
  (11, 'starts_too_early', 'WAIT', null, null, 'The scheduled time is in the future.'),
  (12, 'has_retries_left', 'REJECT', 'SCHEDULED', 'AwaitingRetry', 'The task is retried.'),
  (13, 'has_a_long_cache_key', 'REJECT', 'COMPLETED', null,
    'Cache key exceeded maximum allowed length of 2000 characters.');
