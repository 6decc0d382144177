-- The part of change_task_run_states that asks the rules about what workers record, when it may go
-- otherwise than recorded (task_run_verdict). Every task run has a row by now, perhaps one without
-- a state. Locks as change_task_run_states says.
-- Its plans are generic and kept while tables grow, so they find each row by its key: a join that
-- reads a whole table looks cheap only while that is small.
create or replace function provost_private.judge_task_records(p_records jsonb, p_now timestamptz)
returns provost_private.judged_task_run[]
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
begin
  return (
  with
  record as materialized (
    select * from provost_private.read_task_records(p_records)
  ),
  holder as materialized (
    select a.flow_run_id, a.epoch, f.run_count as flow_count
    from provost_private.active_runs a join provost.flow_runs f on f.id = a.flow_run_id
    where a.flow_run_id in (select r.flow_run_id from record r)
    order by a.flow_run_id for share of a
  ),
  judged as materialized (
    select r.*, known.*, h.flow_count,
      hit.message as hit_message, hit.result as hit_result, hit.result_meta as hit_meta,
      provost_private.task_run_count(known.from_type, known.known_count) as attempt,
      provost_private.task_run_verdict(
        h.flow_run_id is not null, known.from_type, known.known_epoch, known.known_count, r.type,
        r.epoch, r.run_count, r.retries, r.retriable, hit.key is not null,
        provost_private.undoes_completion(known.from_name, known.known_meta, r.state_name)) as rule
    from (select * from record order by flow_run_id, key) r
    left join holder h on h.flow_run_id = r.flow_run_id and h.epoch = r.epoch
    left join lateral (
      select t.id as known_id, t.state_type as from_type, t.state_name as from_name,
        t.state_timestamp as from_timestamp, t.state_message as from_message,
        t.implied_states = 2 as is_implied, t.epoch as known_epoch, t.run_count as known_count,
        t.result as known_result, t.result_meta as known_meta, t.next_start_time as known_start,
        t.retry_delays as known_delays, t.retry_jitter_factor as known_jitter
      from provost.task_runs t
      where t.flow_run_id = r.flow_run_id and t.key = r.key and t.state_count > 0
        and h.flow_run_id is not null
      for update
    ) known on true
    left join lateral provost_private.cached_result(
      r.cache_key, r.type = 'RUNNING' and r.is_newest and r.refresh_cache is not true, p_now) hit
      on true
  )
  select array_agg((j.ord, j.flow_run_id, j.key, j.name,
    coalesce(w.status, 'ACCEPT'), w.reason, s.is_stored, s.is_cached,
    j.known_id, j.from_type, j.from_name, j.from_timestamp, j.known_count, j.known_result,
    j.known_meta,
    s.new_type, coalesce(w.becomes_name, provost_private.task_state_name(
      j.type, j.state_name, j.from_type, j.from_name, j.attempt, false, false)),
    case when s.is_cached then j.hit_message else j.message end,
    case when s.is_cached then jsonb_build_object('cache_key', j.cache_key)
      when j.rule is distinct from 'has_retries_left' then j.details end,
    case when s.is_cached then j.hit_result when j.rolls_back then j.known_result
      else j.result end,
    case when s.is_cached then j.hit_meta when j.rolls_back then j.known_meta
      else j.result_meta end,
    j.error, case when s.is_cached or j.rolls_back then coalesce(j.known_count, 0)
      -- What was not ready has not been started.
      when j.type = 'PENDING' then provost_private.proposed_run_count(
        j.from_type, j.known_count, 'PENDING', false)
      else j.attempt end,
    coalesce(j.epoch, 0), j.flow_count,
    case j.rule
      when 'has_retries_left' then provost_private.retry_delay_seconds(
        coalesce(j.retry_delays, j.known_delays), j.attempt,
        coalesce(j.retry_jitter_factor, j.known_jitter), j.retry_after_seconds)
      when 'is_repeated_failure' then greatest(extract(epoch from j.known_start - p_now), 0) end,
    (j.details ->> 'scheduled_time')::timestamptz,
    -- A task that was not seen to start is recorded with two states at once.
    case when j.type not in ('RUNNING', 'PENDING') and j.from_type is distinct from 'RUNNING'
      and not j.rolls_back then 2 else 1 end,
    s.new_type = 'RUNNING', j.elapsed_ms,
    j.input_hash, j.task_inputs, j.child_flow_run_id, j.retries, j.retry_delays,
    j.retry_jitter_factor, j.from_message, j.is_implied)::provost_private.judged_task_run)
  from judged j
  left join provost_private.task_run_rules w on w.rule = j.rule
  cross join lateral (
    select (j.rule is null or w.becomes is not null) and j.is_newest as is_stored,
      coalesce(j.rule = 'is_cached', false) as is_cached,
      coalesce(w.becomes, j.type) as new_type
  ) s);
end
$$;
