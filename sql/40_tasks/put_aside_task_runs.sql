-- Moves task runs of a flow run that has ended to provost.earlier_task_runs, so that a retry runs
-- their tasks again: the one of `p_from_key`, the ones around it, and all that started after it;
-- or all of them. A run that a moved one stands for stays as it is, and a new one is started when
-- its flow is called again. What they left in the cache goes, or nothing would run. Answers how
-- many there were.
create or replace function provost_private.put_aside_task_runs(
  p_flow_run_id uuid, p_from_key text, p_attempt integer
) returns integer
language sql volatile
begin atomic
  with moved as (
    delete from provost.task_runs t
    where t.flow_run_id = p_flow_run_id and (
      p_from_key is null or t.key = p_from_key or starts_with(p_from_key, t.key || '/')
      or exists (
        select from provost.task_runs c
        where c.flow_run_id = p_flow_run_id and c.key = p_from_key
          and (t.start_time, t.id) > (c.start_time, c.id)))
    returning t.*
  ),
  forgotten as (
    delete from provost_private.task_run_cache c using moved m
    where c.flow_run_id = p_flow_run_id and c.task_run_id = m.id
  ),
  kept as (
    insert into provost.earlier_task_runs (
      flow_run_id, id, attempt, key, name, task_name, tags, state_type, state_name, state_message,
      run_count, start_time, end_time, result, result_meta, error, child_flow_run_id,
      implied_states)
    select m.flow_run_id, m.id, p_attempt, m.key, m.name, m.task_name, m.tags, m.state_type,
      m.state_name, m.state_message, m.run_count, m.start_time, m.end_time, m.result,
      m.result_meta, m.error, m.child_flow_run_id, m.implied_states
    from moved m
    returning 1
  )
  select count(*)::integer from kept;
end;
