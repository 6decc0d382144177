-- What the state machine answers when a rule applies, in the order in which the rules are
-- asked (flow_run_verdict). REJECT with `becomes` stores that state instead of the proposed
-- one; REJECT without it, WAIT and ABORT store nothing.
create or replace view provost_private.flow_run_rules (position, rule, status, becomes, reason) as
values
  (1, 'run_is_unknown', 'ABORT', null, 'There is no such flow run.'),
  (2, 'is_recorded_already', 'ACCEPT', null, 'This state has been recorded already.'),
  (3, 'is_stale_holder', 'ABORT', null, 'Another holder has the run: the epoch is stale.'),
  (4, 'is_not_claimable', 'ABORT', null, 'The run is not waiting to be claimed.'),
  (5, 'is_repeated_transition', 'REJECT', null, 'This transition has been made already.'),
  (6, 'cancels_what_nobody_runs', 'REJECT', 'CANCELLED'::provost.state_type,
    'Nothing runs, so nothing has to be torn down.'),
  (7, 'loses_a_terminal_state', 'ABORT', null, 'The run is in a terminal state already.'),
  (8, 'loses_a_result', 'REJECT', null, 'The run has completed with a result.'),
  (9, 'reschedules_without_deployment', 'ABORT', null,
    'A run without a deployment cannot be rescheduled.'),
  (10, 'leaves_cancelling', 'REJECT', null, 'The run is being cancelled.'),
  (11, 'is_taken_twice', 'ABORT', null, 'Another worker has taken the run.'),
  (12, 'is_late_without_waiting', 'REJECT', null, 'Only a waiting run can become late.'),
  (13, 'pauses_what_does_not_run', 'REJECT', null, 'Only a running flow can pause.'),
  (14, 'repeats_a_pause', 'REJECT', null, 'This pause has fired already.'),
  (15, 'suspends_what_cannot_return', 'ABORT', null,
    'Only a run of a deployment, and no child run, can be suspended.'),
  (16, 'leaves_pause_sideways', 'REJECT', null, 'A paused run can only resume or end.'),
  (17, 'resumes_without_deployment', 'REJECT', null,
    'A suspended run without a deployment cannot be resumed.'),
  (18, 'resumes_too_late', 'REJECT', 'FAILED', 'The flow was paused and never resumed.'),
  (19, 'starts_too_early', 'WAIT', null, 'The scheduled time is in the future.'),
  (20, 'has_retries_left', 'REJECT', 'SCHEDULED', 'The run is retried.');
