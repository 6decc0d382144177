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

comment on function provost.log_page_end is
  E'@behavior -*\nFinds where the next page of a run''s log ends.';
