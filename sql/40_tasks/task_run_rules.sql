-- What the state machine answers when a rule for task runs applies, in the order asked. REJECT
-- with `becomes` stores that state instead of the proposed one.
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
  (5, 'is_cached', 'REJECT', 'COMPLETED'::provost.state_type, 'Cached',
    'A result is kept under the cache key.'),
  (6, 'has_retries_left', 'REJECT', 'SCHEDULED', 'AwaitingRetry', 'The task is retried.');
