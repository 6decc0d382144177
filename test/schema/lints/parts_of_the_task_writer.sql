-- calls the parts of change_task_run_states from there only
-- offence: create function provost_private.f() returns void language plpgsql as 'begin perform
--   provost_private.store_judged_task_runs(null, true, null); end';
select signature as name, (regexp_match(source, p.part))[1] as detail
from own_functions
cross join (values
  ('provost_private\.(store_new_task_runs|complete_running_task_runs)\M'),
  ('provost_private\.(open_task_runs|store_judged_task_runs)\M')
) as p (part)
where source ~ p.part and name <> 'change_task_run_states';
