-- calls the parts of change_flow_run_states, and the parts of these, from there only
-- offence: create function provost_private.f() returns void language plpgsql as 'begin perform
--   provost_private.judge_flow_runs(null, null); end';
select signature as name, (regexp_match(source, p.part))[1] as detail
from own_functions
cross join (values
  ('provost_private\.(start_due_runs|complete_held_runs|judge_flow_runs)\M',
    'change_flow_run_states'),
  ('provost_private\.(ask_flow_run_rules|store_judged_flow_runs)\M', 'judge_flow_runs'),
  ('provost_private\.(let_go_of_flow_runs)\M', 'store_judged_flow_runs')
) as p (part, caller)
where source ~ p.part and name <> p.caller;
