-- The part of change_task_run_states that asks the rules about what people propose
-- (proposed_task_run_verdict). Every task run has a row by now, perhaps one without a state.
create or replace function provost_private.judge_task_proposals(
  p_records jsonb, p_now timestamptz
) returns provost_private.judged_task_run[]
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
begin
  return (
  with
  proposal as materialized (
    select * from provost_private.read_task_records(p_records)
  ),
  judged as materialized (
    select p.*, known.*, own.run_count as flow_count,
      coalesce(p.epoch, known.known_epoch, own.epoch, 0) as new_epoch,
      own.state_details -> 'pause_timeout' as pause_timeout,
      own.state_details -> 'pause_reschedule' as pause_reschedule,
      hit.message as hit_message, hit.result as hit_result, hit.result_meta as hit_meta,
      provost_private.proposed_run_count(
        known.from_type, known.known_count, p.type, p.force) as attempt,
      provost_private.proposed_task_run_verdict(
        known.from_type, known.from_name, known.from_details, known.known_count,
        known.known_result ->> 'type' is distinct from 'unpersisted'
          and known.known_result is not null, known.known_retries, known.starts_from, p.type,
        p.state_name, p.details,
        p.flow_run_id = coalesce(known.known_id, p.task_run_id) or coalesce(
          (known.from_details ->> 'deferred')::boolean, (p.details ->> 'deferred')::boolean, false),
        own.state_type, hit.key is not null, p.force, p_now) as rule
    from (select * from proposal order by flow_run_id, key) p
    left join provost.flow_runs own on own.id = p.flow_run_id
    left join lateral (
      select t.id as known_id, t.state_type as from_type, t.state_name as from_name,
        t.state_timestamp as from_timestamp, t.state_message as from_message,
        t.implied_states = 2 as is_implied, t.state_details as from_details,
        t.epoch as known_epoch, t.run_count as known_count, t.result as known_result,
        t.result_meta as known_meta, t.flow_run_run_count as known_flow_count,
        t.retries as known_retries, t.retry_delays as known_delays,
        t.retry_jitter_factor as known_jitter,
        coalesce(t.next_start_time, (t.state_details ->> 'scheduled_time')::timestamptz)
          as starts_from
      from provost.task_runs t
      where t.flow_run_id = p.flow_run_id and t.key = p.key and t.state_count > 0
      for update
    ) known on true
    left join lateral provost_private.cached_result(
      p.cache_key, p.type = 'RUNNING' and p.is_newest and p.refresh_cache is not true, p_now) hit
      on true
  )
  select array_agg((j.ord, j.flow_run_id, j.key, j.name,
    coalesce(w.status, 'ACCEPT'), w.reason,
    (j.rule is null or w.becomes is not null) and j.is_newest, s.is_cached,
    j.known_id, j.from_type, j.from_name, j.from_timestamp, j.known_count, j.known_result,
    j.known_meta,
    coalesce(w.becomes, j.type), coalesce(w.becomes_name,
      case when j.force then coalesce(
        j.state_name, provost_private.default_state_name(j.type)) end,
      provost_private.task_state_name(j.type, j.state_name, j.from_type, j.from_name, j.attempt,
        true, j.known_flow_count < j.flow_count)),
    case when s.is_cached then j.hit_message else j.message end,
    case when s.is_cached then jsonb_build_object('cache_key', j.cache_key)
      when s.pauses then jsonb_strip_nulls(jsonb_build_object(
        'pause_timeout', j.pause_timeout, 'pause_reschedule', j.pause_reschedule))
      when j.rule is distinct from 'has_retries_left' then provost_private.carried_task_details(
        j.from_type, j.from_details, j.starts_from, j.type, j.details) end,
    case when s.is_cached then j.hit_result when j.rolls_back then j.known_result
      when not s.pauses then j.result end,
    case when s.is_cached then j.hit_meta when j.rolls_back then j.known_meta
      else j.result_meta end,
    j.error, case when s.is_cached or s.pauses or j.rolls_back then coalesce(j.known_count, 0)
      else j.attempt end,
    j.new_epoch, j.flow_count,
    case j.rule
      when 'has_retries_left' then provost_private.retry_delay_seconds(
        coalesce(j.retry_delays, j.known_delays), j.attempt,
        coalesce(j.retry_jitter_factor, j.known_jitter))
      when 'starts_too_early' then extract(epoch from j.starts_from - p_now) end,
    (j.details ->> 'scheduled_time')::timestamptz, 1, false, j.elapsed_ms,
    j.input_hash, j.task_inputs, j.child_flow_run_id, j.retries, j.retry_delays,
    j.retry_jitter_factor, j.from_message, j.is_implied)::provost_private.judged_task_run)
  from judged j
  left join provost_private.task_run_rules w on w.rule = j.rule
  cross join lateral (
    select coalesce(j.rule = 'is_cached', false) as is_cached,
      coalesce(j.rule = 'its_flow_is_paused', false) as pauses
  ) s);
end
$$;
