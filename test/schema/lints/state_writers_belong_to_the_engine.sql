-- lets only the state writers act as provost_engine, which alone passes the guards
-- offence: alter function provost_private.beat owner to provost_engine;
select signature as name, 'owner ' || owner::regrole as detail
from own_functions
where (name in ('change_flow_run_states', 'change_task_run_states'))
  <> (is_security_definer and owner = 'provost_engine'::regrole);
