-- All states of task runs, also of those that were put aside for a retry. Those of a task that just
-- ran have no rows of their own: it was Running when it started, and is now, or was at its end,
-- what its row says; see task_runs.implied_states.
create or replace view provost.task_run_states (
  flow_run_id, task_run_id, seq, type, name, timestamp, message, details
) as
select t.flow_run_id, t.id, 1, 'RUNNING'::provost.state_type, 'Running', t.start_time, null::text,
  null::jsonb
from provost.task_runs t where t.implied_states >= 1
union all
select t.flow_run_id, t.id, 2, t.state_type, t.state_name, t.state_timestamp, t.state_message, null
from provost.task_runs t where t.implied_states = 2
union all
select t.flow_run_id, t.id, 1, 'RUNNING', 'Running', t.start_time, null, null
from provost.earlier_task_runs t where t.implied_states >= 1
union all
select t.flow_run_id, t.id, 2, t.state_type, t.state_name, t.end_time, t.state_message, null
from provost.earlier_task_runs t where t.implied_states = 2
union all
select s.flow_run_id, s.task_run_id, s.seq, s.type, s.name, s.timestamp, s.message, s.details
from provost_private.task_run_states s;
