comment on table provost.flow_runs is
  E'@foreignKey (flow_id) references provost.flows (id)\n'
  '@foreignKey (deployment_id) references provost.deployments (id)\n'
  '@foreignKey (work_queue_id) references provost.work_queues (id)|@backwardBehavior -connection\n'
  '@foreignKey (schedule_id) references provost.deployment_schedules (id)|@backwardBehavior -connection\n'
  '@foreignKey (parent_flow_run_id) references provost.flow_runs (id)|@fieldName parent|@foreignFieldName children\n'
  '@newestFirst\n'
  '@behavior -totalCount\n'
  'A run of a flow. Inserting a row enqueues it: name the deployment, and give its parameters.';
comment on column provost.flow_runs.id is E'Unique; ordered by time of creation.';
comment on column provost.flow_runs.flow_id is E'@behavior +filterBy\nThe flow that runs.';
comment on column provost.flow_runs.deployment_id is
  E'@behavior +filterBy\nThe deployment, or null for a run that a process started by itself.';
comment on column provost.flow_runs.deployment is
  E'@name deployment_name\nThe deployment as `flow/deployment`, at the time of the insert.';
comment on column provost.flow_runs.work_queue_id is 'The queue in which it waits.';
comment on column provost.flow_runs.kind is
  E'@isIndexed\n@behavior +filterBy\n`flow`, or `task`: it carries one call of a task outside of flows.';
comment on column provost.flow_runs.name is 'Made up of two words unless given.';
comment on column provost.flow_runs.parameters is
  'What the flow is called with: those given, over the defaults of the deployment.';
comment on column provost.flow_runs.tags is 'Those given, with those of the deployment.';
comment on column provost.flow_runs.labels is 'Those given, over those of the deployment.';
comment on column provost.flow_runs.job_variables is
  'Settings for what executes this run, over those of the deployment.';
comment on column provost.flow_runs.idempotency_key is
  'A second run of the deployment with this key and the same parameters is the same run.';
comment on column provost.flow_runs.state_type is E'@behavior +filterBy\nWhat its state means.';
comment on column provost.flow_runs.state_name is
  E'@isIndexed\n@behavior +filterBy\nWhat its state is called, such as Late or AwaitingRetry.';
comment on column provost.flow_runs.state_timestamp is 'When it came into its state.';
comment on column provost.flow_runs.state_message is 'Why it is in its state.';
comment on column provost.flow_runs.state_details is 'What belongs to its state, such as pause_timeout.';
comment on column provost.flow_runs.state_count is 'How many states it has been in.';
comment on column provost.flow_runs.epoch is
  'Rises with every change of holder: what an earlier one still writes is refused.';
comment on column provost.flow_runs.run_count is 'How often it was started; attempts, for people.';
comment on column provost.flow_runs.crash_count is
  'How many workers in a row died of it without a newly completed task.';
comment on column provost.flow_runs.resuming is
  E'@behavior -*\nWhether its next start continues an attempt.';
comment on column provost.flow_runs.pause_keys is E'@behavior -*\nThe pauses that have fired.';
comment on column provost.flow_runs.retries is 'How often it is tried again when it fails.';
comment on column provost.flow_runs.retry_delay_seconds is 'The pause before each retry.';
comment on column provost.flow_runs.timeout_seconds is 'After this long Running, it fails.';
comment on column provost.flow_runs.expected_start_time is 'When it was to start first.';
comment on column provost.flow_runs.next_scheduled_start_time is
  'When it is to start next; null unless it is Scheduled.';
comment on column provost.flow_runs.start_before is
  'If it has not been started by then, it is Skipped (Cancelled); never if null.';
comment on column provost.flow_runs.overlap is
  'What its schedule says about earlier runs that have not ended; null: they may overlap.';
comment on column provost.flow_runs.start_time is 'When it was first started.';
comment on column provost.flow_runs.end_time is 'When it finished.';
comment on column provost.flow_runs.total_run_time is
  E'@behavior -*\nHow long it has been Running, without the stretch that goes on now.';
comment on column provost.flow_runs.schedule_id is 'The schedule that planned it.';
comment on column provost.flow_runs.auto_scheduled is 'Whether a schedule planned it.';
comment on column provost.flow_runs.parent_flow_run_id is
  E'@isIndexed\n@behavior +filterBy\nThe run whose flow called this one''s.';
comment on column provost.flow_runs.parent_task_key is
  'Under which key the calling run has recorded it.';
comment on column provost.flow_runs.parent_task_run_id is
  'The task run that stands for it in the calling run.';
comment on column provost.flow_runs.attempt_epoch is
  E'@behavior -*\nThe epoch in which its last attempt began.';
comment on column provost.flow_runs.result is 'What the flow returned.';
comment on column provost.flow_runs.result_meta is
  'How the result is encoded, where JSON alone cannot say it; of one that is kept apart, where it is: '
  '{"storage", "key", "size", "content_type", "serializer"}. `flow_run_result` reads those in the database.';
comment on column provost.flow_runs.error is 'What the flow threw: name, message, stack.';
comment on column provost.flow_runs.enforce_parameter_schema is
  'Whether its parameters were checked against the JSON Schema; null: as the deployment says.';
comment on column provost.flow_runs.fairness_key is
  'Whom it is for: due runs of a queue with different keys are started in turn; null: no key.';
comment on column provost.flow_runs.infrastructure_pid is
  'Where it executes: of a process of its own, the host and the number.';
comment on column provost.flow_runs.created is 'When it was inserted.';

comment on view provost.flow_run_states is
  E'@primaryKey flow_run_id,seq\n'
  '@foreignKey (flow_run_id) references provost.flow_runs (id)|@foreignFieldName states\n'
  '@behavior -query:resource:connection -query:resource:single -totalCount\n'
  'A state that a flow run has been in.';
comment on column provost.flow_run_states.flow_run_id is 'The flow run.';
comment on column provost.flow_run_states.seq is 'Counts the states of a run from 1.';
comment on column provost.flow_run_states.type is E'@notNull\nWhat the state means.';
comment on column provost.flow_run_states.name is E'@notNull\nWhat it is called.';
comment on column provost.flow_run_states.timestamp is E'@notNull\nWhen the run came into it.';
comment on column provost.flow_run_states.message is 'Why the run came into it.';
comment on column provost.flow_run_states.details is 'What belongs to it.';

comment on function provost.create_flow_run is
  'Enqueues a run of `deployment` ("flow/deployment", or its id) and answers it. `parameters` are laid over '
  'those of the deployment. `idempotencyKey`: a repeated one answers the run that exists. '
  '`scheduledTime`: start then, not now. `labels` and `jobVariables` are laid over those of the '
  'deployment; `enforceParameterSchema` is false for parameters that need not fit its schema. '
  'Due runs of a queue with different `fairnessKey`s are started in turn. `workQueue`: another queue '
  'of the deployment''s work pool than its own.';
comment on function provost.flow_run_of_key is
  E'@behavior -*\nThe run of a deployment that has an idempotency key. An insert with a key that was used before '
  'answers no row; this answers the run that exists.';
comment on function provost.create_flow_runs is
  'Enqueues many runs of `deployment`, all or none: `runs` is a list of {"parameters", "name", '
  '"tags", "labels", "job_variables", "idempotency_key", "scheduled_time", "fairness_key", '
  '"enforce_parameter_schema", "work_queue"}. Answers {"given", "created", "existing", "ids", "faults"}. '
  '`dryRun`: creates none, and tells all that is wrong.';
comment on function provost.update_flow_run is
  'Changes what is given of a run: name, tags and labels at any time, job variables only while it is '
  'Scheduled. `infrastructurePid` says where somebody has started it: cancelled while it waits, it is '
  'then Cancelling for 30 s, so that it can be stopped there.';
comment on function provost.cancel_flow_runs is
  'Cancels the runs that fit `filter`, such as {"flow": "etl", "tags": ["a"]}, one batch a call, and '
  'answers {"matched", "changed", "refused", "reasons", "next"}: call again with `after: next` until '
  'that is null. `dryRun` counts them only: {"matched", "by_state"}. Keys of a filter: ids, names, flow, '
  'deployment, state_types, state_names, tags, any_tags, auto_scheduled, parent_flow_run_id, '
  '{created,expected,started,ended}_{after,before}, all.';
comment on function provost.retry_flow_runs is
  'Starts runs again that have ended, by default those that Failed or Crashed. Like `cancelFlowRuns`.';
comment on function provost.delete_flow_runs is
  'Deletes runs with all that belongs to them. Those that a worker has are refused. Like '
  '`cancelFlowRuns`.';
comment on function provost.set_flow_run_states is
  'Proposes a state, as `setFlowRunState` takes it, for all runs that fit. Like `cancelFlowRuns`.';
comment on function provost.flow_run_result is
  'The result of a flow run, also when it is too large to be kept with the run. Null when it is kept '
  'outside of the database, or compressed: then `resultMeta` of the run tells where it is.';
comment on function provost.set_flow_run_state is
  'Proposes a state for a run, such as {"type": "PAUSED", "message": "…", "state_details": {…}}, and '
  'answers {"status": "ACCEPT" | "REJECT" | "WAIT" | "ABORT", "state": {…}, "details": {…}}, where '
  '`state` is the one that the run is in afterwards. `force` skips the rules that protect order.';
comment on function provost.cancel_flow_run is
  'Cancels a run: at once when nothing runs, else its worker has 30 seconds to stop. Answers like '
  '`setFlowRunState`.';
comment on function provost.resume_flow_run is
  'Ends the pause of a run, with the input that it waits for, if it does. Answers like '
  '`setFlowRunState`: ABORT when it is not paused, REJECT when the input does not fit, with JSON '
  'pointers in `details.errors`.';
comment on function provost.suspend_flow_run is
  'Suspends a run at its next call of a task, until it is resumed; it fails after '
  '`timeoutSeconds`, if given. Answers like `setFlowRunState`.';
comment on function provost.retry_flow_run is
  'Runs a flow run again that has ended, as its next attempt. `mode`: `failedOnly` (what has '
  'completed is not run again; the default), `fromTask` (the task run `fromTask`, named by key, id '
  'or name, and all that started after it) or `all`. What runs again though it had completed is '
  'kept among the earlier task runs.';
comment on function provost.watch_flow_run is
  E'@behavior -*\nAsks for a notification on the channel provost_flow_run, with the id of the run, '
  'whenever the run changes during the next minute.';
comment on function provost.flow_run_versions is
  E'@behavior -*\nTells, for runs that are followed live, whether they have changed or finished.';
comment on function provost.flow_runs_total_run_time is
  'Seconds that the run has been Running, without the stretch that goes on now.';
comment on function provost.flow_runs_estimated_run_time is
  'Seconds that the run has been Running up to now.';
comment on function provost.flow_runs_estimated_start_time_delta is
  'Seconds by which the run started late, or is late by now.';
comment on function provost.flow_runs_worker is 'The worker that executes the run now.';
comment on function provost.flow_runs_task_run_counts is
  'How many task runs are in which type of state: {"COMPLETED": 10, …}.';
