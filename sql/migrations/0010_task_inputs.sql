-- Where the arguments of a task run came from, for the graph; null when no future was passed.
alter table provost.task_runs add column task_inputs jsonb;
