-- How many states of a task run that was put aside had no rows of their own; see task_run_states.
alter table provost.earlier_task_runs add column implied_states integer not null default 0;
