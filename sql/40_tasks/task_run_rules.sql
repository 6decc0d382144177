-- What the state machine answers when a rule for task runs applies, in the order asked.
create or replace view provost_private.task_run_rules (position, rule, status, reason) as
values
  (1, 'is_stale_holder', 'ABORT', 'Another holder has the flow run: the epoch is stale.'),
  (2, 'is_recorded_already', 'REJECT', 'This task has completed; its recorded result stands.'),
  (3, 'is_repeated_record', 'ACCEPT', 'This has been recorded already.'),
  (4, 'is_repeated_failure', 'REJECT', 'This failure has been recorded already; the task waits.'),
  (5, 'has_retries_left', 'REJECT', 'The task is retried.');
