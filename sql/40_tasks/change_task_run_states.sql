-- ★ THE ONE PLACE where a task run's state changes. It takes any number of records of any
-- number of runs and answers each by itself: ACCEPT, REJECT (adopt what is recorded, or wait
-- and try again) or ABORT (the run has another holder: stop). A task that was fast arrives
-- here once, finished; one that takes longer has been recorded as Running before.
-- Share-locks the active_runs rows (the fence), then the task runs in key order.
create or replace function provost_private.change_task_run_states(p_records jsonb)
returns setof provost_private.task_run_answer
language plpgsql volatile security definer
set search_path = '' set enable_seqscan = off
as $$
declare
  v_now timestamptz := provost_private.clock_now();
begin
  return query
  with
  record as materialized (
    select x.*, v_now - make_interval(secs => coalesce(x.elapsed_ms, 0) / 1000) as started,
      lead(x.ord) over (partition by x.flow_run_id, x.key order by x.ord) is null as is_newest
    from jsonb_to_recordset(p_records) as x (
      ord integer, flow_run_id uuid, epoch integer, key text, name text, task_name text,
      tags text[], type provost.state_type, state_name text, message text,
      elapsed_ms double precision, result jsonb, result_meta jsonb, error jsonb, input_hash text,
      retries integer, retry_delays double precision[], retry_jitter_factor double precision,
      retriable boolean)
  ),
  holder as materialized (
    select a.flow_run_id, a.epoch from provost_private.active_runs a
    where a.flow_run_id in (select r.flow_run_id from record r) for share
  ),
  judged as materialized (
    select r.*, t.id as known_id, t.state_type as from_type, t.state_name as from_name,
      t.result as known_result, t.result_meta as known_meta, t.run_count as known_count,
      provost_private.task_run_count(t.state_type, t.run_count) as new_count,
      provost_private.task_run_verdict(
        h.flow_run_id is not null, t.state_type, r.type,
        provost_private.task_run_count(t.state_type, t.run_count), r.retries, r.retriable) as rule
    from record r
    left join holder h on h.flow_run_id = r.flow_run_id and h.epoch = r.epoch
    left join provost.task_runs t on t.flow_run_id = r.flow_run_id and t.key = r.key
  ),
  decided as materialized (
    select j.*, coalesce(w.status, 'ACCEPT') as status, w.reason,
      (j.rule is null or j.rule = 'has_retries_left') and j.is_newest as is_stored,
      case when j.rule = 'has_retries_left' then 'SCHEDULED' else j.type end as new_type,
      case
        when j.rule = 'has_retries_left' then 'AwaitingRetry'
        when j.state_name is not null then j.state_name
        when j.type = 'RUNNING' and j.from_name = 'AwaitingRetry' then 'Retrying'
        else provost_private.default_state_name(j.type) end as new_name,
      case when j.rule = 'has_retries_left' then provost_private.retry_delay_seconds(
        j.retry_delays, j.new_count, j.retry_jitter_factor) end as delay_seconds,
      j.type <> 'RUNNING' and j.from_type is distinct from 'RUNNING' as starts_unseen
    from judged j left join provost_private.task_run_rules w on w.rule = j.rule
  ),
  stored as (
    insert into provost.task_runs as t (
      flow_run_id, key, name, task_name, tags, epoch, state_type, state_name, state_timestamp,
      state_message, state_count, run_count, start_time, end_time, next_start_time, input_hash,
      result, result_meta, error)
    select d.flow_run_id, d.key, coalesce(d.name, d.task_name), d.task_name,
      coalesce(d.tags, '{}'), d.epoch, d.new_type, d.new_name, v_now, d.message,
      case when d.starts_unseen then 2 else 1 end, d.new_count, d.started,
      case when provost_private.is_terminal(d.new_type) then v_now end,
      v_now + make_interval(secs => d.delay_seconds),
      d.input_hash, d.result, d.result_meta, d.error
    from decided d where d.is_stored order by d.flow_run_id, d.key
    on conflict (flow_run_id, key) do update set
      name = excluded.name, epoch = excluded.epoch, state_type = excluded.state_type,
      state_name = excluded.state_name, state_timestamp = excluded.state_timestamp,
      state_message = excluded.state_message,
      state_count = t.state_count + excluded.state_count, run_count = excluded.run_count,
      start_time = coalesce(t.start_time, excluded.start_time), end_time = excluded.end_time,
      next_start_time = excluded.next_start_time,
      input_hash = coalesce(excluded.input_hash, t.input_hash), result = excluded.result,
      result_meta = excluded.result_meta, error = excluded.error
    where t.state_type <> 'COMPLETED'
    returning t.flow_run_id, t.key, t.id, t.state_count
  ),
  history as (
    insert into provost.task_run_states (
      flow_run_id, task_run_id, seq, type, name, timestamp, message)
    select s.flow_run_id, s.id, s.state_count - 1, 'RUNNING',
      case when d.from_name = 'AwaitingRetry' then 'Retrying' else 'Running' end, d.started, null
    from stored s join decided d on d.flow_run_id = s.flow_run_id and d.key = s.key
    where d.is_stored and d.starts_unseen
    union all
    select s.flow_run_id, s.id, s.state_count, d.new_type, d.new_name, v_now, d.message
    from stored s join decided d on d.flow_run_id = s.flow_run_id and d.key = s.key
    where d.is_stored
  )
  select d.ord, d.status, coalesce(s.id, d.known_id),
    case when d.rule = 'is_recorded_already' then d.from_type else d.new_type end,
    case when d.rule = 'is_recorded_already' then d.from_name else d.new_name end,
    case when d.rule = 'is_recorded_already' then d.known_count else d.new_count end,
    case when d.rule = 'is_recorded_already' then d.known_result end,
    case when d.rule = 'is_recorded_already' then d.known_meta end,
    d.delay_seconds, d.reason
  from decided d
  left join stored s on s.flow_run_id = d.flow_run_id and s.key = d.key;
end
$$;
alter function provost_private.change_task_run_states owner to provost_engine;
