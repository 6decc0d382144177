-- calls the parts of change_flow_run_states from there only
-- offence: create function provost_private.f() returns void language plpgsql as 'begin perform
--   provost_private.judge_flow_runs(null, null); end';
select signature as name, (regexp_match(source, p.part))[1] as detail
from own_functions
cross join (values
  ('provost_private\.(start_due_runs|complete_held_runs|judge_flow_runs)\M')
) as p (part)
where source ~ p.part and name <> 'change_flow_run_states';
