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
comment on column provost.task_runs.state_details is 'What belongs to its state.';
comment on column provost.task_runs.expected_start_time is
  'When it was to start first; null when it was not planned.';
comment on column provost.task_runs.total_run_time is
  E'@behavior -*\nHow long it ran before its state; null when it ran from start to end.';
comment on column provost.task_runs.flow_run_run_count is
  'In which attempt of its flow run it was started last, if it was seen to start.';
comment on column provost.task_runs.implied_states is
  E'@behavior -*\nHow many of its first states have no rows of their own; see task_run_states.';
comment on column provost.task_runs.retries is 'How often it is tried again, if it is known.';
comment on column provost.task_runs.retry_delays is
  'Seconds before each retry; the last one repeats.';
comment on column provost.task_runs.retry_jitter_factor is
  'How far the delays are spread: up to delay * (1 + factor).';

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
comment on column provost.earlier_task_runs.implied_states is
  E'@behavior -*\nHow many of its first states have no rows of their own; see task_run_states.';
comment on column provost.earlier_task_runs.put_aside is 'When it was put aside.';

comment on view provost.task_run_states is
  E'@primaryKey flow_run_id,task_run_id,seq\n'
  '@foreignKey (flow_run_id,task_run_id) references provost.task_runs (flow_run_id,id)|@fieldName taskRun|@foreignFieldName states\n'
  '@behavior -query:resource:connection -query:resource:single -totalCount\n'
  'A state that a task run has been in.';
comment on column provost.task_run_states.flow_run_id is 'The flow run.';
comment on column provost.task_run_states.task_run_id is 'The task run.';
comment on column provost.task_run_states.seq is 'Counts the states of a task run from 1.';
comment on column provost.task_run_states.type is E'@notNull\nWhat the state means.';
comment on column provost.task_run_states.name is E'@notNull\nWhat it is called.';
comment on column provost.task_run_states.timestamp is E'@notNull\nWhen the task run came into it.';
comment on column provost.task_run_states.message is 'Why the task run came into it.';
comment on column provost.task_run_states.details is 'What belongs to it.';

comment on function provost.task_run_result is
  'The result of a task run, also when it is too large to be kept with the run. Null when it is kept '
  'outside of the database, or compressed: then `resultMeta` of the run tells where it is.';
comment on function provost.delay_task is
  'Sends a call of `task` to the background, with `args`, the list of its arguments, and answers its '
  'run. It waits for a process that serves the task. `idempotencyKey`: a repeated one answers the '
  'run that exists. `scheduledTime`: start then, `delaySeconds`: so much later.';
comment on function provost.set_task_run_state is
  'Proposes a state for a task run, and answers like `setFlowRunState`. COMPLETED with "data" sets '
  'its result by hand: the flow goes on with it, now or when it is run again.';
comment on function provost.create_task_run is
  'Records a task run by hand and answers it: `state` as in `setTaskRunState`, `key` as the flow''s '
  'code counts its calls ("extract#0"). A key that is taken answers the task run that exists.';
comment on function provost.task_runs_total_run_time is
  'Seconds that the task run has been Running, without the stretch that goes on now.';
comment on function provost.task_runs_estimated_run_time is
  'Seconds that the task run has been Running up to now.';
comment on function provost.task_runs_estimated_start_time_delta is
  'Seconds by which the task run started late, or is late by now.';
