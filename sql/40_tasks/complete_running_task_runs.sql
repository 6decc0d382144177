-- The part of change_task_run_states for tasks that were seen to start and have completed since, in
-- the same epoch: stores these records and answers them. store_new_task_runs has locked the task
-- runs, in order. Steps of a rollback are not for here, since they keep the result.
create or replace function provost_private.complete_running_task_runs(
  p_records jsonb, p_now timestamptz
) returns provost_private.task_run_answer[]
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_answers provost_private.task_run_answer[];
begin
  with
  record as materialized (
    select distinct on (x.flow_run_id, x.key) x.*
    from jsonb_to_recordset(p_records) as x (
      ord integer, flow_run_id uuid, epoch integer, key text, name text, type provost.state_type,
      state_name text, message text, result jsonb, result_meta jsonb, input_hash text,
      task_inputs jsonb)
    where x.type = 'COMPLETED'
      and coalesce(x.state_name, '') not in ('RollingBack', 'RolledBack')
    order by x.flow_run_id, x.key, x.ord
  ),
  holder as materialized (
    select a.flow_run_id, a.epoch from provost_private.active_runs a
    where a.flow_run_id in (select r.flow_run_id from record r)
    order by a.flow_run_id for share
  ),
  completed as (
    update provost.task_runs t set
      name = coalesce(r.name, t.name), state_type = 'COMPLETED',
      state_name = coalesce(r.state_name, 'Completed'),
      state_timestamp = greatest(p_now, t.state_timestamp + interval '1 microsecond'),
      state_message = r.message, state_details = null, state_count = t.state_count + 1,
      end_time = greatest(p_now, t.state_timestamp + interval '1 microsecond'),
      total_run_time = coalesce(t.total_run_time, '0')
        + (greatest(p_now, t.state_timestamp + interval '1 microsecond') - t.state_timestamp),
      next_start_time = null, input_hash = coalesce(r.input_hash, t.input_hash),
      task_inputs = coalesce(r.task_inputs, t.task_inputs),
      result = r.result, result_meta = r.result_meta, error = null,
      implied_states = case when t.state_count = 1 and t.implied_states = 1 then 2
        else t.implied_states end
    from record r join holder h on h.flow_run_id = r.flow_run_id and h.epoch = r.epoch
    where t.flow_run_id = r.flow_run_id and t.key = r.key
      and t.state_type = 'RUNNING' and t.epoch = r.epoch
    returning r.ord, t.*
  ),
  history as (
    insert into provost_private.task_run_states (
      flow_run_id, task_run_id, seq, type, name, timestamp, message)
    select c.flow_run_id, c.id, c.state_count, c.state_type, c.state_name, c.state_timestamp,
      c.state_message
    from completed c where c.state_count > c.implied_states
  )
  select array_agg((c.ord, 'ACCEPT', c.id, c.state_type, c.state_name, c.run_count, null, null,
    null, null)::provost_private.task_run_answer)
  into v_answers
  from completed c;
  return v_answers;
end
$$;
