-- The part of change_task_run_states for the many: stores the records of tasks that have started
-- or completed and are not known yet, and answers them. It locks, and leaves to others, those of
-- known keys; it passes over those of stale holders.
create or replace function provost_private.store_new_task_runs(
  p_records jsonb, p_now timestamptz
) returns provost_private.task_run_answer[]
language plpgsql volatile set search_path = ''
as $$
declare
  v_answers provost_private.task_run_answer[];
  v_has_named boolean;
begin
  with
  record as materialized (
    select distinct on (x.flow_run_id, x.key) x.*, x.type = 'COMPLETED' as is_over
    from jsonb_to_recordset(p_records) as x (
      ord integer, flow_run_id uuid, epoch integer, key text, name text, task_name text,
      tags text[], type text, state_name text, message text,
      elapsed_ms double precision, result jsonb, result_meta jsonb, input_hash text,
      task_run_id uuid, task_inputs jsonb)
    order by x.flow_run_id, x.key, x.ord
  ),
  holder as materialized (
    select a.flow_run_id, a.epoch from provost_private.active_runs a
    where a.flow_run_id = any (array(select r.flow_run_id from record r))
    order by a.flow_run_id for share
  ),
  created as (
    insert into provost.task_runs as t (
      id, flow_run_id, key, name, task_name, tags, epoch, state_type, state_name, state_timestamp,
      state_message, state_count, run_count, flow_run_run_count, start_time, end_time, input_hash,
      result, result_meta, task_inputs, implied_states)
    select coalesce(r.task_run_id, provost_private.new_id()), r.flow_run_id, r.key,
      coalesce(r.name, r.task_name), r.task_name, coalesce(r.tags, '{}'), r.epoch,
      case when r.is_over then 'COMPLETED' else 'RUNNING' end::provost.state_type,
      coalesce(r.state_name, case when r.is_over then 'Completed' else 'Running' end),
      case when r.is_over then p_now else b.began end, r.message,
      case when r.is_over then 2 else 1 end, 1,
      case when not r.is_over then (
        select f.run_count from provost.flow_runs f where f.id = r.flow_run_id) end,
      b.began, case when r.is_over then p_now end, r.input_hash, r.result, r.result_meta,
      r.task_inputs,
      case when r.is_over then 2 when num_nonnulls(r.state_name, r.message) = 0 then 1 else 0 end
    from record r join holder h on h.flow_run_id = r.flow_run_id and h.epoch = r.epoch
    cross join lateral (
      select p_now - greatest(make_interval(secs => coalesce(r.elapsed_ms, 0) / 1000),
        case when r.is_over then interval '1 microsecond' end) as began
    ) b
    order by r.flow_run_id, r.key
    on conflict (flow_run_id, key) do update set key = excluded.key where false -- only locks it
    returning t.flow_run_id, t.key, t.id, t.state_type, t.state_name, t.implied_states
  )
  select array_agg((r.ord, 'ACCEPT', c.id, c.state_type, c.state_name, 1, null, null, null,
    null)::provost_private.task_run_answer), bool_or(c.implied_states = 0)
  into v_answers, v_has_named
  from created c join record r on r.flow_run_id = c.flow_run_id and r.key = c.key;

  if v_has_named then
    insert into provost_private.task_run_states (
      flow_run_id, task_run_id, seq, type, name, timestamp, message)
    select t.flow_run_id, t.id, 1, t.state_type, t.state_name, t.state_timestamp, t.state_message
    from jsonb_to_recordset(p_records) as r (ord integer, flow_run_id uuid, key text)
    join unnest(v_answers) a on a.ord = r.ord
    join provost.task_runs t on t.flow_run_id = r.flow_run_id and t.key = r.key
    where t.implied_states = 0;
  end if;
  return v_answers;
end
$$;
