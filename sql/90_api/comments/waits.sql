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
comment on column provost.flow_run_waits.initial_input is
  'What a form for the answer begins with, and what stands for members that it has not.';
comment on column provost.flow_run_waits.event is 'The name of the event that is waited for.';
comment on column provost.flow_run_waits.event_filter is
  'What the event must be like: labels of its `resource`, contents of its `payload`, `since` when.';
comment on column provost.flow_run_waits.awaited_flow_run_id is
  'The flow run whose end is waited for.';
comment on column provost.flow_run_waits.input_prefix is
  'What the keys of the inputs begin with that are waited for.';
comment on column provost.flow_run_waits.input_hash is
  'Differs when what is waited for differs; null for a wait that has a name.';
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

comment on function provost.send_flow_run_input is
  'Sends a value to a run, whose code receives it under the same `prefix`. Answers its key. A run '
  'that has ended is refused.';
