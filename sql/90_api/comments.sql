-- What people read in psql (\d+) and in GraphQL's documentation. Lines that begin with @ are
-- PostGraphile's smart tags: relations that are no foreign keys (flow runs and history have
-- none), what is hidden, and by what one may filter and order, which is what an index serves.

comment on schema provost is
  'Provost as people and programs see it. The engine itself lives in provost_private.';

comment on type provost.state_type is
  'What a state means to the engine. A state also has a name, which is free.';

comment on table provost.flows is E'A flow: a function that is known under its name.';
comment on column provost.flows.id is 'Unique; ordered by time of creation.';
comment on column provost.flows.name is
  E'@behavior +filterBy +orderBy\nUnique among those of its kind.';
comment on column provost.flows.kind is
  '`flow`, or `task`: it stands for a task that runs outside of flows.';
comment on constraint flow_name_is_unique_in_its_kind on provost.flows is
  E'@behavior -query:resource:single';
comment on column provost.flows.description is 'What the flow is for, in its author''s words.';
comment on column provost.flows.version is 'The version that its author gave it.';
comment on column provost.flows.tags is 'Free words to find it by.';
comment on column provost.flows.created is 'When it was first deployed or run.';
comment on column provost.flows.updated is 'When its definition last changed.';

comment on table provost.work_pools is
  'A work pool: where runs are executed. Each worker belongs to one pool.';
comment on column provost.work_pools.id is 'Unique; ordered by time of creation.';
comment on column provost.work_pools.name is E'@behavior +filterBy +orderBy\nUnique.';
comment on column provost.work_pools.type is
  '`inline`: inside the worker. `process`: in a process for each run.';
comment on column provost.work_pools.description is 'What the pool is for.';
comment on column provost.work_pools.is_paused is 'While true, no run of the pool is started.';
comment on column provost.work_pools.concurrency_limit is
  'How many of its runs may be under way (Pending or Running) at once; null: any number.';
comment on column provost.work_pools.base_job_template is
  'How a run is executed: {"job_configuration": {…}, "variables": a JSON Schema}. Job variables are '
  'filled in where the configuration says `{{ name }}`.';
comment on column provost.work_pools.created is 'When it was created.';
comment on column provost.work_pools.updated is 'When it was last changed.';

comment on table provost.work_queues is
  'A work queue: a lane of a work pool. Lanes with a lower priority number go first.';
comment on column provost.work_queues.id is 'Unique; ordered by time of creation.';
comment on column provost.work_queues.work_pool_id is E'@behavior +filterBy\nThe pool of the queue.';
comment on column provost.work_queues.name is E'@behavior +orderBy\nUnique within its pool.';
comment on column provost.work_queues.description is 'What the queue is for.';
comment on column provost.work_queues.priority is '1 is the most urgent.';
comment on column provost.work_queues.is_paused is 'While true, no run of the queue is started.';
comment on column provost.work_queues.concurrency_limit is
  'How many of its runs may be under way (Pending or Running) at once; null: any number.';
comment on column provost.work_queues.is_default is
  'Whether it takes the runs of deployments that name no queue of the pool. It cannot be deleted.';
comment on column provost.work_queues.created is 'When it was created.';
comment on column provost.work_queues.updated is 'When it was last changed.';

comment on table provost.deployments is
  'A deployment: a flow that can be run from outside, with its defaults and schedules.';
comment on column provost.deployments.id is 'Unique; ordered by time of creation.';
comment on column provost.deployments.flow_id is E'@behavior +filterBy\nThe flow that it runs.';
comment on column provost.deployments.name is 'Unique within its flow.';
comment on column provost.deployments.full_name is
  E'@behavior +filterBy +orderBy\n`flow/deployment`: how a run names it. Unique. That of a task '
  'is the name of the task.';
comment on column provost.deployments.kind is
  '`flow`, or `task`: it stands for the background runs of a task.';
comment on column provost.deployments.description is 'What the deployment is for.';
comment on column provost.deployments.version is 'The version that its author gave it.';
comment on column provost.deployments.tags is 'Free words, handed on to its runs.';
comment on column provost.deployments.labels is 'Free keys and values, handed on to its runs.';
comment on column provost.deployments.parameters is
  'Default parameters; those of a run are laid over them.';
comment on column provost.deployments.parameter_openapi_schema is
  'The JSON Schema of the parameters.';
comment on column provost.deployments.parameter_check is
  E'@behavior -*\nThe JSON Schema as one expression, which every insert evaluates.';
comment on column provost.deployments.fairness_key is
  'The fairness key of runs that name none; {parameters.tenant} in it stands for a parameter.';
comment on column provost.deployments.enforce_parameter_schema is
  'Whether a run whose parameters do not fit the JSON Schema is refused.';
comment on column provost.deployments.work_queue_id is
  E'@behavior +filterBy\nThe queue in which its runs wait.';
comment on column provost.deployments.entrypoint is 'Where a worker finds the code: `file:export`.';
comment on column provost.deployments.paused is
  'While true, its schedules plan nothing. Runs that are asked for are started all the same.';
comment on column provost.deployments.job_variables is
  'Settings for what executes its runs, such as environment variables.';
comment on column provost.deployments.needs_job_variables is
  E'@behavior -*\nWhether its job variables do not suffice for its pool, so that those of each run '
  'are looked at.';
comment on column provost.deployments.fills_in_runs is
  E'@behavior -*\nWhether its runs have more of it than their flow and their queue.';
comment on column provost.deployments.retries is 'How often a failed run is tried again.';
comment on column provost.deployments.retry_delay_seconds is 'The pause before each retry.';
comment on column provost.deployments.timeout_seconds is 'After this long Running, a run fails.';
comment on column provost.deployments.concurrency_limit is
  'How many of its runs may be under way at once; null: any number.';
comment on column provost.deployments.collision_strategy is
  'What becomes of one run too many: `ENQUEUE` lets it wait, `CANCEL_NEW` cancels it, '
  '`CANCEL_RUNNING` cancels the oldest that runs.';
comment on column provost.deployments.grace_period_seconds is
  'How long a run that is Pending keeps its slot before it starts; 300 unless given.';
comment on column provost.deployments.created is 'When it was first deployed.';
comment on column provost.deployments.updated is 'When it was last changed.';
comment on constraint deployment_name_is_unique_in_flow on provost.deployments is
  E'@behavior -query:resource:single';

comment on column provost.deployments.pull_steps is
  'What a worker does before it loads the flow: a list of {"git_clone": {repository, branch or '
  'commit_sha, directories, include_submodules, access_token_env}} and '
  '{"set_working_directory": {directory, copy}}. Null: the code is there already.';

comment on table provost.deployment_versions is
  E'@name deployment_version\n'
  '@behavior -query:resource:connection -query:resource:single -totalCount\n'
  'What a deployment was after deploying had changed it.';
comment on constraint version_belongs_to_a_deployment on provost.deployment_versions is
  E'@foreignFieldName versions';
comment on column provost.deployment_versions.deployment_id is 'The deployment.';
comment on column provost.deployment_versions.number is 'Counts the versions from 1.';
comment on column provost.deployment_versions.version is 'The version that its author gave it.';
comment on column provost.deployment_versions.content is
  'All that deploying decides, in the shape that `deploy` takes.';
comment on column provost.deployment_versions.git_commit is
  'The commit of the code that it was deployed from, if it is known.';
comment on column provost.deployment_versions.created_by is 'Who deployed it.';
comment on column provost.deployment_versions.restores is
  'The number of the version that it went back to, if it did.';
comment on column provost.deployment_versions.created is 'When it was deployed.';

comment on table provost.deployment_schedules is
  E'@name schedule\nA schedule: when runs of a deployment are planned. It has a cron, an interval or an RRULE.';
comment on column provost.deployment_schedules.id is 'Unique; ordered by time of creation.';
comment on column provost.deployment_schedules.deployment_id is
  E'@behavior +filterBy\nThe deployment whose runs it plans.';
comment on column provost.deployment_schedules.slug is 'Unique within its deployment.';
comment on column provost.deployment_schedules.active is 'Whether it plans runs.';
comment on column provost.deployment_schedules.cron is 'Five fields, or @daily and the like.';
comment on column provost.deployment_schedules.day_or is
  'Whether a cron with a day of the month and a day of the week means either, not both.';
comment on column provost.deployment_schedules.interval_seconds is
  'Seconds from one run to the next.';
comment on column provost.deployment_schedules.anchor_date is
  'An instant of an interval schedule, from which the others are counted.';
comment on column provost.deployment_schedules.rrule is 'A recurrence rule of RFC 5545.';
comment on column provost.deployment_schedules.timezone is
  'The IANA zone in which cron and RRULE are meant.';
comment on column provost.deployment_schedules.parameters is
  'Parameters of the runs that it plans, laid over those of the deployment.';
comment on column provost.deployment_schedules.version is 'Rises with every edit.';
comment on column provost.deployment_schedules.next_plan_time is
  E'@behavior -*\nWhen it must be looked at again, to plan more runs.';
comment on column provost.deployment_schedules.last_planned_time is
  'Up to here every instant has its run, planned or skipped.';
comment on column provost.deployment_schedules.catch_up is
  'What becomes of times that nobody could start a run at: `planned` runs late what was planned '
  'ahead, and leaves out the rest; `all` runs all late, `last` only the latest, `window` those of '
  'the last `catch_up_window_seconds`, `skip` none. What is not run stays visible as Skipped.';
comment on column provost.deployment_schedules.catch_up_window_seconds is
  'How late a run may start, with `window`.';
comment on column provost.deployment_schedules.max_catch_up is
  'At most so many late runs are started, the latest; no limit if null. Not with `planned`.';
comment on column provost.deployment_schedules.overlap is
  'What becomes of a run while an earlier one of the schedule has not ended: `allow` starts it all '
  'the same, `skip` skips it, `queue` lets it wait its turn, `cancel_running` cancels the earlier '
  'one and starts it then.';
comment on column provost.deployment_schedules.max_scheduled_runs is
  'At most so many runs are planned ahead; as many as the scheduler plans if null.';
comment on column provost.deployment_schedules.planning_error is
  'Why no runs could be planned for it the last time, such as for a pattern that makes no sense.';
comment on column provost.deployment_schedules.created is 'When it was created.';
comment on column provost.deployment_schedules.updated is 'When it was last changed.';
comment on constraint schedule_slug_is_unique_in_deployment on provost.deployment_schedules is
  E'@behavior -query:resource:single';

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

comment on table provost.flow_run_states is
  E'@foreignKey (flow_run_id) references provost.flow_runs (id)|@foreignFieldName states\n'
  '@behavior -query:resource:connection -query:resource:single -totalCount\n'
  'A state that a flow run has been in.';
comment on column provost.flow_run_states.flow_run_id is 'The flow run.';
comment on column provost.flow_run_states.seq is 'Counts the states of a run from 1.';
comment on column provost.flow_run_states.type is 'What the state means.';
comment on column provost.flow_run_states.name is 'What it is called.';
comment on column provost.flow_run_states.timestamp is 'When the run came into it.';
comment on column provost.flow_run_states.message is 'Why the run came into it.';
comment on column provost.flow_run_states.details is 'What belongs to it.';

comment on table provost.flow_run_waits is
  E'@name wait\n'
  '@foreignKey (flow_run_id) references provost.flow_runs (id)|@fieldName flowRun|@foreignFieldName waits\n'
  '@foreignKey (awaited_flow_run_id) references provost.flow_runs (id)|@fieldName awaitedFlowRun|@foreignFieldName waiters|@backwardBehavior -*\n'
  '@behavior -query:resource:connection -query:resource:single -totalCount\n'
  'Something that the code of a flow run waits for, or has waited for.';
comment on column provost.flow_run_waits.flow_run_id is 'The flow run that waits.';
comment on column provost.flow_run_waits.key is
  'How a run that continues recognises the wait: unique within its flow run.';
comment on column provost.flow_run_waits.kind is
  '`sleep`, `pause`, `suspend`, `input`, `event` or `flow_run`.';
comment on column provost.flow_run_waits.run_count is 'The attempt of the run that began to wait.';
comment on column provost.flow_run_waits.description is 'What is asked of people, in Markdown.';
comment on column provost.flow_run_waits.wake_time is 'When the time is up; null if it never is.';
comment on column provost.flow_run_waits.input_schema is
  'The JSON Schema that an answer has to fit.';
comment on column provost.flow_run_waits.initial_input is 'What a form for the answer begins with.';
comment on column provost.flow_run_waits.event is 'The name of the event that is waited for.';
comment on column provost.flow_run_waits.event_filter is
  'What the event must be like: labels of its `resource`, contents of its `payload`, `since` when.';
comment on column provost.flow_run_waits.awaited_flow_run_id is
  'The flow run whose end is waited for.';
comment on column provost.flow_run_waits.input_prefix is
  'What the keys of the inputs begin with that are waited for.';
comment on column provost.flow_run_waits.outcome is
  '`answered`, or `elapsed` when the time was up before; null while it waits.';
comment on column provost.flow_run_waits.answered_time is 'When the waiting was over.';
comment on column provost.flow_run_waits.value is 'The answer.';
comment on column provost.flow_run_waits.created is 'When the waiting began.';

comment on table provost.flow_run_inputs is
  E'@name run_message\n'
  '@foreignKey (flow_run_id) references provost.flow_runs (id)|@fieldName flowRun|@foreignFieldName inputs\n'
  '@behavior -query:resource:connection -query:resource:single -totalCount\n'
  'Something that was sent to a flow run, for its code to receive.';
comment on column provost.flow_run_inputs.flow_run_id is 'The flow run that it was sent to.';
comment on column provost.flow_run_inputs.key is 'Unique within the flow run: sent twice is sent once.';
comment on column provost.flow_run_inputs.id is 'Unique; in the order of sending.';
comment on column provost.flow_run_inputs.prefix is 'By which the code of the run asks for it.';
comment on column provost.flow_run_inputs.sender is 'Who sent it, such as `flow-run/<id>`.';
comment on column provost.flow_run_inputs.value is 'What was sent.';
comment on column provost.flow_run_inputs.value_meta is
  'How the value is encoded, where JSON alone cannot say it.';
comment on column provost.flow_run_inputs.received_by is
  'The key of the wait that received it; null until then.';
comment on column provost.flow_run_inputs.created is 'When it was sent.';

comment on table provost.events is
  E'@behavior -query:resource:connection -query:resource:single -totalCount -manyToMany\n'
  'Something that has happened. Emit one with `emitEvent`.';
comment on column provost.events.id is 'Unique.';
comment on column provost.events.occurred is 'When it happened.';
comment on column provost.events.received is 'When it was stored.';
comment on column provost.events.event is 'What happened, such as order.paid.';
comment on column provost.events.resource is
  'What it happened to: labels, of which provost.resource.id is one.';
comment on column provost.events.related is 'What else it is about: a list of such labels.';
comment on column provost.events.payload is 'What else there is to say.';
comment on column provost.events.follows is 'The id of the event that led to this one.';

comment on table provost.task_runs is
  E'@unique id\n'
  '@unique flow_run_id,id|@behavior -query:resource:single\n'
  '@foreignKey (flow_run_id) references provost.flow_runs (id)\n'
  '@foreignKey (child_flow_run_id) references provost.flow_runs (id)|@fieldName childFlowRun|@backwardBehavior -connection -single\n'
  '@behavior -query:resource:connection -totalCount\n'
  'A call of a task by a flow run.';
comment on column provost.task_runs.flow_run_id is 'The flow run that called the task.';
comment on column provost.task_runs.key is
  'How a run that continues recognises the call: unique within its flow run.';
comment on column provost.task_runs.id is 'Unique; ordered by time of creation.';
comment on column provost.task_runs.name is 'For people.';
comment on column provost.task_runs.task_name is E'@isIndexed\n@behavior +filterBy\nThe task that was called.';
comment on column provost.task_runs.tags is 'Free words to find it by.';
comment on column provost.task_runs.epoch is 'The epoch of the flow run in which it was recorded.';
comment on column provost.task_runs.state_type is
  E'@isIndexed\n@behavior +filterBy\nWhat its state means.';
comment on column provost.task_runs.state_name is 'What its state is called.';
comment on column provost.task_runs.state_timestamp is 'When it came into its state.';
comment on column provost.task_runs.state_message is 'Why it is in its state.';
comment on column provost.task_runs.state_count is 'How many states it has been in.';
comment on column provost.task_runs.run_count is 'How often it was started.';
comment on column provost.task_runs.start_time is
  E'@isIndexed\n@behavior +orderBy\nWhen it was first started. Ordering by it sorts all task runs of the flow run.';
comment on column provost.task_runs.end_time is 'When it finished.';
comment on column provost.task_runs.next_start_time is 'When it is to be tried again.';
comment on column provost.task_runs.input_hash is 'Stands for what the task was called with.';
comment on column provost.task_runs.task_inputs is
  'Which task runs it depends on, by their ids: `parameters` by name, `wait_for`, and `parents`.';
comment on column provost.task_runs.result is 'What the task returned.';
comment on column provost.task_runs.result_meta is
  'How the result is encoded, where JSON alone cannot say it; of one that is kept apart, where it is: '
  '{"storage", "key", "size", "content_type", "serializer"}. `task_run_result` reads those in the database.';
comment on column provost.task_runs.error is 'What the task threw: name, message, stack.';
comment on column provost.task_runs.child_flow_run_id is
  'The flow run that this task run stands for, when a flow or a deployment was called.';

comment on table provost.earlier_task_runs is
  E'@foreignKey (flow_run_id) references provost.flow_runs (id)\n'
  '@foreignKey (child_flow_run_id) references provost.flow_runs (id)|@fieldName childFlowRun|@backwardBehavior -connection\n'
  '@behavior -query:resource:connection -query:resource:single -totalCount\n'
  'A task run that a retry of its flow run has put aside, so that the task ran again.';
comment on column provost.earlier_task_runs.flow_run_id is 'The flow run that called the task.';
comment on column provost.earlier_task_runs.id is 'Unique; the id that the task run had.';
comment on column provost.earlier_task_runs.attempt is
  'The attempt of the flow run after which it was put aside.';
comment on column provost.earlier_task_runs.key is 'The key that the task run had.';
comment on column provost.earlier_task_runs.name is 'For people.';
comment on column provost.earlier_task_runs.task_name is 'The task that was called.';
comment on column provost.earlier_task_runs.tags is 'Free words to find it by.';
comment on column provost.earlier_task_runs.state_type is 'What its last state means.';
comment on column provost.earlier_task_runs.state_name is 'What its last state is called.';
comment on column provost.earlier_task_runs.state_message is 'Why it was in its last state.';
comment on column provost.earlier_task_runs.run_count is 'How often it was started.';
comment on column provost.earlier_task_runs.start_time is 'When it was first started.';
comment on column provost.earlier_task_runs.end_time is 'When it finished.';
comment on column provost.earlier_task_runs.result is 'What the task returned.';
comment on column provost.earlier_task_runs.result_meta is
  'How the result is encoded, where JSON alone cannot say it; of one that is kept apart, where it is: '
  '{"storage", "key", "size", "content_type", "serializer"}. `task_run_result` reads those in the database.';
comment on column provost.earlier_task_runs.error is 'What the task threw: name, message, stack.';
comment on column provost.earlier_task_runs.child_flow_run_id is
  'The flow run that it stood for, when a flow or a deployment was called.';
comment on column provost.earlier_task_runs.put_aside is 'When it was put aside.';
comment on column provost.task_runs.state_details is 'What belongs to its state.';
comment on column provost.task_runs.expected_start_time is
  'When it was to start first; null when it was not planned.';
comment on column provost.task_runs.total_run_time is
  E'@behavior -*\nHow long it ran before its state; null when it ran from start to end.';
comment on column provost.task_runs.flow_run_run_count is
  'In which attempt of its flow run it was started last, if it was seen to start.';
comment on column provost.task_runs.retries is 'How often it is tried again, if it is known.';
comment on column provost.task_runs.retry_delays is
  'Seconds before each retry; the last one repeats.';
comment on column provost.task_runs.retry_jitter_factor is
  'How far the delays are spread: up to delay * (1 + factor).';

comment on table provost.task_run_states is
  E'@foreignKey (flow_run_id,task_run_id) references provost.task_runs (flow_run_id,id)|@fieldName taskRun|@foreignFieldName states\n'
  '@behavior -query:resource:connection -query:resource:single -totalCount\n'
  'A state that a task run has been in.';
comment on column provost.task_run_states.flow_run_id is 'The flow run.';
comment on column provost.task_run_states.task_run_id is 'The task run.';
comment on column provost.task_run_states.seq is 'Counts the states of a task run from 1.';
comment on column provost.task_run_states.type is 'What the state means.';
comment on column provost.task_run_states.name is 'What it is called.';
comment on column provost.task_run_states.timestamp is 'When the task run came into it.';
comment on column provost.task_run_states.message is 'Why the task run came into it.';
comment on column provost.task_run_states.details is 'What belongs to it.';

comment on table provost.logs is
  E'@foreignKey (flow_run_id) references provost.flow_runs (id)\n'
  '@foreignKey (flow_run_id,task_run_id) references provost.task_runs (flow_run_id,id)|@fieldName taskRun|@foreignFieldName logs\n'
  '@behavior -query:resource:connection -query:resource:single -totalCount\n'
  'A line that a flow run or one of its task runs has logged.';
comment on column provost.logs.flow_run_id is 'The flow run.';
comment on column provost.logs.id is 'Unique within the flow run; in the order of the lines.';
comment on column provost.logs.task_run_id is 'The task run that logged it, if one did.';
comment on column provost.logs.level is '10 debug, 20 info, 30 warning, 40 error, 50 critical.';
comment on column provost.logs.name is 'Of the logger.';
comment on column provost.logs.message is 'The text.';
comment on column provost.logs.timestamp is 'When it was written.';

comment on table provost.concurrency_limits is
  'A limit on how many of something may go on at once, or how often it may start.';
comment on column provost.concurrency_limits.id is 'Unique; ordered by time of creation.';
comment on column provost.concurrency_limits.name is
  E'@behavior +filterBy +orderBy\nUnique. `tag:<tag>` limits tasks with the tag, `deployment:<id>` the runs of a deployment.';
comment on column provost.concurrency_limits."limit" is 'How many slots there are.';
comment on column provost.concurrency_limits.active is 'While false, it limits nothing.';
comment on column provost.concurrency_limits.slot_decay_per_second is
  'How many slots come back by themselves each second; 0: all are given back by their holders.';
comment on column provost.concurrency_limits.avg_slot_occupancy_seconds is
  'How long slots are held, on average of late.';
comment on column provost.concurrency_limits.deployment_id is
  E'@behavior -*\nThe deployment of which it is a part.';
comment on column provost.concurrency_limits.decaying_count is
  E'@behavior -*\nSlots that were taken, as of `counted`, if they decay.';
comment on column provost.concurrency_limits.denied_count is
  E'@behavior -*\nSlots that were denied, as of `counted`.';
comment on column provost.concurrency_limits.counted is
  E'@behavior -*\nAs of when what decays was counted.';
comment on column provost.concurrency_limits.created is 'When it was created.';
comment on column provost.concurrency_limits.updated is 'When it was last changed.';

comment on view provost.concurrency_slots is
  E'@foreignKey (flow_run_id) references provost.flow_runs (id)|@backwardBehavior -connection\n'
  '@foreignKey (limit_id) references provost.concurrency_limits (id)|@foreignFieldName slots\n'
  '@behavior -query:resource:connection -totalCount\n'
  'Slots of a concurrency limit that somebody holds or waits for.';
comment on column provost.concurrency_slots.limit_name is 'The name of the limit.';
comment on column provost.concurrency_slots.slots is 'How many.';
comment on column provost.concurrency_slots.status is '`HELD` or `WAITING`.';
comment on column provost.concurrency_slots.since is 'Since when they are held, or waited for.';
comment on column provost.concurrency_slots.expires is
  'When they are lost unless the holder is heard of; null while a flow run holds them.';
comment on column provost.concurrency_slots.flow_run_id is 'The flow run that holds them, if one does.';
comment on column provost.concurrency_slots.task_key is 'The task run within it, if one does.';
comment on column provost.concurrency_slots.holder is 'What a holder outside of flow runs is called.';
comment on column provost.concurrency_slots.lease_id is
  'Under which they are held; the same for slots that were taken together.';
comment on column provost.concurrency_slots.limit_id is E'@behavior -*\nThe limit.';
comment on column provost.concurrency_slots.ticket is 'Who has a lower one is served first.';

comment on table provost.fairness_weights is
  'Fairness keys of which more, or fewer, runs are started than of others.';
comment on column provost.fairness_weights.fairness_key is 'The key, in every queue.';
comment on column provost.fairness_weights.weight is
  'How many runs of it start for each one of a key that is not listed.';
comment on column provost.fairness_weights.updated is 'When it was set.';

comment on function provost.set_fairness_weight is
  'How many runs of a fairness key start for each one of a key of which nothing is said; 1 (or null) '
  'is what a key has without a word.';
comment on function provost.create_flow_run is
  'Enqueues a run of `deployment` ("flow/deployment") and answers it. `parameters` are laid over '
  'those of the deployment. `idempotencyKey`: a repeated one answers the run that exists. '
  '`scheduledTime`: start then, not now. `labels` and `jobVariables` are laid over those of the '
  'deployment; `enforceParameterSchema` is false for parameters that need not fit its schema. '
  'Due runs of a queue with different `fairnessKey`s are started in turn.';
comment on function provost.flow_run_of_key is
  E'@behavior -*\nThe run of a deployment that has an idempotency key. An insert with a key that was used before '
  'answers no row; this answers the run that exists.';
comment on function provost.create_flow_runs is
  'Enqueues many runs of `deployment`, all or none: `runs` is a list of {"parameters", "name", '
  '"tags", "labels", "job_variables", "idempotency_key", "scheduled_time", "fairness_key", '
  '"enforce_parameter_schema"}. Answers {"given", "created", "existing", "ids", "faults"}. '
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
comment on function provost.prune is
  'Removes what ended, or happened, longer ago than `olderThan`: flow runs with all that belongs to '
  'them, and events. One step a call; pass `next` of the answer as `after` to go on, until it is '
  'null. `dryRun` only counts.';
comment on function provost.health is
  'How the database is doing: sizes, periods of history, the oldest transaction, dead rows. What is '
  'alarming comes with advice.';
comment on function provost.set_flow_run_states is
  'Proposes a state, as `setFlowRunState` takes it, for all runs that fit. Like `cancelFlowRuns`.';
comment on function provost.delete_deployment is
  'Deletes a deployment ("flow/deployment" or its id) with its schedules. Runs of it that wait are '
  'cancelled; history stays.';
comment on function provost.delete_flow is
  'Deletes a flow with its deployments. Refused while runs of it are under way; history stays.';
comment on function provost.flow_run_result is
  'The result of a flow run, also when it is too large to be kept with the run. Null when it is kept '
  'outside of the database, or compressed: then `resultMeta` of the run tells where it is.';
comment on function provost.task_run_result is
  'The result of a task run, also when it is too large to be kept with the run. Null when it is kept '
  'outside of the database, or compressed: then `resultMeta` of the run tells where it is.';
comment on function provost.flow_by_name is 'The flow of this name.';
comment on function provost.delay_task is
  'Sends a call of `task` to the background, with `args`, the list of its arguments, and answers its '
  'run. It waits for a process that serves the task. `idempotencyKey`: a repeated one answers the '
  'run that exists. `scheduledTime`: start then, `delaySeconds`: so much later.';
comment on function provost.set_flow_run_state is
  'Proposes a state for a run, such as {"type": "PAUSED", "message": "…", "state_details": {…}}, and '
  'answers {"status": "ACCEPT" | "REJECT" | "WAIT" | "ABORT", "state": {…}, "details": {…}}, where '
  '`state` is the one that the run is in afterwards. `force` skips the rules that protect order.';
comment on function provost.set_task_run_state is
  'Proposes a state for a task run, and answers like `setFlowRunState`. COMPLETED with "data" sets '
  'its result by hand: the flow goes on with it, now or when it is run again.';
comment on function provost.create_task_run is
  'Records a task run by hand and answers it: `state` as in `setTaskRunState`, `key` as the flow''s '
  'code counts its calls ("extract#0"). A key that is taken answers the task run that exists.';
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
comment on function provost.send_flow_run_input is
  'Sends a value to a run, whose code receives it under the same `prefix`. Answers its key.';
comment on function provost.emit_event is
  'Tells that something has happened to a `resource` ({"provost.resource.id": "order/42", …}, or the '
  'id alone), to all who wait for it. Answers the id of the event.';
comment on function provost.retry_flow_run is
  'Runs a flow run again that has ended, as its next attempt. `mode`: `failedOnly` (what has '
  'completed is not run again; the default), `fromTask` (the task run `fromTask`, named by key, id '
  'or name, and all that started after it) or `all`. What runs again though it had completed is '
  'kept among the earlier task runs.';
comment on function provost.deploy is
  'Creates a deployment or brings it up to date, with its flow and its schedules: {"name", "flow": '
  '{"name"}, "parameters", "parameter_openapi_schema", "schedules": […], "work_pool_name", …}.';
comment on function provost.rollback_deployment is
  'Makes a deployment what it was in an earlier `version`: its number, or its author''s word for it; '
  'by default the one before the newest. History stays, and so does whether it is paused.';
comment on function provost.set_deployment_paused is
  'Pauses the schedules of a deployment ("flow/deployment"), or lets them go on.';
comment on function provost.create_work_pool is
  'Creates a work pool with its default queue. `type` is "inline" or "process"; `overwrite` brings one '
  'up to date that exists.';
comment on function provost.update_work_pool is 'Changes what is given of a work pool.';
comment on function provost.set_work_pool_paused is
  'Pauses a work pool, or lets it go on. What runs goes on either way.';
comment on function provost.set_work_pool_concurrency_limit is
  'Sets how many runs of a work pool may be under way at once; null takes the limit away.';
comment on function provost.delete_work_pool is
  'Deletes a work pool with its queues. One with deployments, or with runs that are not over, is refused.';
comment on function provost.default_base_job_template is
  'The base job template of a new work pool of this type.';
comment on function provost.create_work_queue is
  'Creates a work queue. Without a `priority` it comes last; queues that stand at the priority already '
  'move down.';
comment on function provost.update_work_queue is
  'Changes what is given of a work queue; `name` is its new one.';
comment on function provost.set_work_queue_paused is
  'Pauses a work queue, or lets it go on. What runs goes on either way.';
comment on function provost.set_work_queue_concurrency_limit is
  'Sets how many runs of a work queue may be under way at once; null takes the limit away.';
comment on function provost.set_work_queue_priorities is
  'Gives work queues of a pool these priorities, {"urgent": 1, "bulk": 4}, and answers all queues of the '
  'pool. Others that stand there already move down.';
comment on function provost.delete_work_queue is
  'Deletes a work queue. Its deployments and its runs that are not over go to the default queue of the pool.';
comment on function provost.get_scheduled_flow_runs is
  E'@behavior -*\nThe runs that would be started next, as a claim would choose them. It changes nothing, '
  'but locks what it looks at until the end of the transaction.';
comment on function provost.get_runs_in_work_queue is
  E'@behavior -*\nThe runs that one queue, read by itself, would have started next.';
comment on type provost.gate is 'Something that holds a flow run back.';
comment on column provost.gate.gate is
  '`state`, `pause`, `wait`, `retry`, `time`, `process`, `work_pool_paused`, `work_queue_paused`, `no_worker`, '
  '`busy_workers`, `work_pool_limit`, `work_queue_limit`, `deployment_limit`, `concurrency_limit` or `turn`.';
comment on column provost.gate.reason is 'What it is, for people.';
comment on column provost.gate.until is 'When it opens by itself; null: nobody knows.';
comment on column provost.gate.held_by is
  'Who fills a limit, 20 at most: [{"flow_run_id", "name", "since"}, …].';
comment on column provost.gate.hint is 'What would open it.';
comment on function provost.why_waiting is
  'Names everything that holds a run back now, and what would free it.';
comment on function provost.work_pools_status is
  '`PAUSED`, `READY`: a live worker takes its runs, or `NOT_READY`.';
comment on function provost.work_pools_active_slots is
  'How many of its runs are under way, which the limit counts.';
comment on function provost.work_queues_status is
  '`PAUSED`, by itself or with its pool, `READY`: a live worker takes its runs, or `NOT_READY`.';
comment on function provost.work_queues_active_slots is
  'How many of its runs are under way, which the limit counts.';
comment on function provost.work_queues_last_polled is
  'When a worker that takes its runs was last heard of.';
comment on table provost.schedule_backfills is
  'Times of a schedule in the past that are to have runs after all.';
comment on column provost.schedule_backfills.id is 'Unique; ordered by time of creation.';
comment on column provost.schedule_backfills.schedule_id is
  E'@behavior +filterBy\nThe schedule whose times they are.';
comment on column provost.schedule_backfills.from_time is 'The first time that belongs to it.';
comment on column provost.schedule_backfills.to_time is 'The last time that belongs to it.';
comment on column provost.schedule_backfills.planned_until is 'How far it has come.';
comment on column provost.schedule_backfills.run_count is 'How many runs came of it.';
comment on column provost.schedule_backfills.created is 'When it was asked for.';
comment on column provost.schedule_backfills.completed is 'When all its runs were planned.';
comment on function provost.backfill is
  'Asks for runs of a schedule for all its times in a stretch of the past, both ends included: those '
  'that nobody planned, and those that were skipped. What ran is not run again.';
comment on function provost.skip_scheduled_run is
  'Skips a coming run of a schedule, the next one or that of `instant`. It is not planned again.';
comment on function provost.run_scheduled_early is
  'Starts a coming run of a schedule now, the next one or that of `instant`, instead of at its time.';
comment on function provost.missed_runs is
  'The runs that were skipped, of one schedule or of all, since a time.';
comment on function provost.create_schedule is
  'Adds a schedule to a deployment ("flow/deployment"): {"cron" | "interval_seconds" | "rrule", "slug", '
  '"timezone", "parameters", "catch_up", "overlap", …}. `replace`: in place of all others. `replaces`, a '
  'slug: that schedule becomes this one, with its identity and history.';
comment on function provost.delete_schedule is
  'Deletes a schedule and the runs that it planned and nobody started. History stays.';
comment on function provost.set_schedule_active is
  'Switches a schedule on or off. Off also forgets the runs that it has planned.';
comment on function provost.watch_flow_run is
  E'@behavior -*\nAsks for a notification on the channel provost_flow_run, with the id of the run, '
  'whenever the run changes during the next minute.';
comment on function provost.flow_run_versions is
  E'@behavior -*\nTells, for runs that are followed live, whether they have changed or finished.';
comment on function provost.log_page_end is
  E'@behavior -*\nFinds where the next page of a run''s log ends.';
comment on function provost.flow_runs_total_run_time is
  'Seconds that the run has been Running, without the stretch that goes on now.';
comment on function provost.flow_runs_estimated_run_time is
  'Seconds that the run has been Running up to now.';
comment on function provost.flow_runs_estimated_start_time_delta is
  'Seconds by which the run started late, or is late by now.';
comment on function provost.task_runs_total_run_time is
  'Seconds that the task run has been Running, without the stretch that goes on now.';
comment on function provost.task_runs_estimated_run_time is
  'Seconds that the task run has been Running up to now.';
comment on function provost.task_runs_estimated_start_time_delta is
  'Seconds by which the task run started late, or is late by now.';
comment on function provost.flow_runs_worker is 'The worker that executes the run now.';
comment on function provost.flow_runs_task_run_counts is
  'How many task runs are in which type of state: {"COMPLETED": 10, …}.';
comment on function provost.create_concurrency_limit is
  'Creates a concurrency limit. `slotDecayPerSecond` above 0 makes it a limit of a rate; `activeSlots` '
  'are taken from the start; `overwrite` brings one up to date that exists.';
comment on function provost.update_concurrency_limit is
  'Changes what is given of a concurrency limit. Slots that are held stay held.';
comment on function provost.delete_concurrency_limit is
  'Deletes a concurrency limit. Who waits for it goes on without it.';
comment on function provost.reset_concurrency_limit is
  'Takes the slots of a concurrency limit from all who hold them, and answers how many those were. '
  'Whom `slot_override` names (ids of leases, flow runs or task runs) keeps its slots.';
comment on function provost.take_concurrency_slots is
  'Takes slots of all the limits that are named, or of none, and answers {"status": "ACQUIRED" | '
  '"LOCKED", "limits", "lease_id", "expires_at", "retry_after"}. `mode` is "concurrency" or "rate_limit".';
comment on function provost.renew_concurrency_lease is
  'Keeps the slots of a lease for another while, and answers until when.';
comment on function provost.release_concurrency_lease is
  'Gives the slots of a lease back, and answers whether it had any.';
comment on function provost.release_concurrency_slots is
  'Gives slots back without a lease: the oldest of those that no flow run holds. Answers how many.';
comment on function provost.concurrency_limits_active_slots is 'How many of its slots are taken now.';
comment on function provost.concurrency_limits_denied_slots is
  'How many slots were asked for lately and not given.';
