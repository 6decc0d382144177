-- Some states need no row of their own, since the run's row says them already: those in which a run
-- begins, and those of a task that just ran. So the rows move out of sight, and views in their
-- place show all states; see flow_run_states.sql and task_run_states.sql.
alter table provost.flow_run_states set schema provost_private;
alter table provost.task_run_states set schema provost_private;
revoke all on provost_private.flow_run_states, provost_private.task_run_states
  from provost_viewer, provost_operator;

-- What a run begins with is in its row.
delete from provost_private.flow_run_states where seq = 1;
-- Whether the state came with a Pending just before it, which has no row.
alter table provost_private.flow_run_states add column follows_pending boolean;

-- How many of its first states have no rows: a Running when it started, then the one in its row.
alter table provost.task_runs add column implied_states integer not null default 0;
-- What a task run was in before, which gets a row when another state is stored in its place.
alter type provost_private.judged_task_run add attribute from_message text;
alter type provost_private.judged_task_run add attribute is_implied boolean;
