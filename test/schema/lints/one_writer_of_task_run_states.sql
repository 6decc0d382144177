-- changes a task run's state in the four parts of change_task_run_states only
-- offence: create function provost_private.f() returns void language plpgsql as 'begin update
--   provost.task_runs set epoch = 1; end';
select signature as name, (regexp_match(source, w.write, 'i'))[1] as detail
from own_functions
cross join (values
  ('((?:insert\s+into|update|merge\s+into)\s+provost\.task_runs\M)'),
  ('((?:insert\s+into|update|merge\s+into)\s+provost_private\.task_run_states\M)')
) as w (write)
where source ~* w.write and name not in ('store_new_task_runs', 'complete_running_task_runs',
  'open_task_runs', 'store_judged_task_runs');
