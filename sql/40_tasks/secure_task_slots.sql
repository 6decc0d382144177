-- Takes a slot of each limit on the tags of a task run that a person sets to Running, and answers
-- as take_slots does, WAITING never. The lease has the id of the task run, so that the slots are
-- taken once however often it is set. They go with the flow run if a worker holds it; else with
-- the task run, and after a day at the latest.
create or replace function provost_private.secure_task_slots(p_task provost.task_runs)
returns provost_private.slot_answer
language plpgsql volatile set search_path = ''
as $$
declare
  v_run provost_private.active_runs;
  v_answer provost_private.slot_answer;
begin
  if exists (select from provost_private.lease_of(p_task.id) w where not w.waits) then
    v_answer.status := 'GRANTED';
    return v_answer;
  end if;
  select a.* into v_run from provost_private.active_runs a
  where a.flow_run_id = p_task.flow_run_id;
  select a.* into v_answer from provost_private.take_slots(array[(
    1, p_task.id, array(select 'tag:' || t from unnest(p_task.tags) t), 1, 'concurrency', false,
    false, case when v_run.flow_run_id is null then 86400 end, v_run.flow_run_id, v_run.epoch,
    p_task.key, case when v_run.flow_run_id is null then p_task.name end
    )::provost_private.slot_request]) a;
  return v_answer;
end
$$;
