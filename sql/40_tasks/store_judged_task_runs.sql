-- The part of change_task_run_states that stores what the rules have let through, or put in its
-- place, and answers.
create or replace function provost_private.store_judged_task_runs(
  p_judged provost_private.judged_task_run[], p_by_hand boolean, p_now timestamptz
) returns setof provost_private.task_run_answer
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  with
  timed as materialized (
    select j.*,
      case when j.is_start then b.started
        else greatest(p_now, j.from_timestamp + j.steps * interval '1 microsecond')
        end as new_timestamp,
      case when j.is_start or j.steps = 2 then b.started end as started
    from unnest(p_judged) j
    cross join lateral (
      select greatest(
        p_now - greatest(make_interval(secs => coalesce(j.elapsed_ms, 0) / 1000),
          (j.steps - 1) * interval '1 microsecond'),
        j.from_timestamp + interval '1 microsecond') as started
    ) b
  ),
  stored as (
    update provost.task_runs t set
      name = coalesce(d.name, t.name), epoch = d.new_epoch, state_type = d.new_type,
      state_name = d.new_name, state_timestamp = d.new_timestamp, state_message = d.new_message,
      state_details = d.new_details, state_count = t.state_count + d.steps,
      run_count = d.new_count,
      expected_start_time = case when t.state_count = 0 and p_by_hand
        then coalesce(d.scheduled_time, d.new_timestamp) else t.expected_start_time end,
      start_time = coalesce(t.start_time, d.started, case when d.new_type = 'RUNNING'
        or provost_private.is_terminal(d.new_type) then d.new_timestamp end),
      end_time = case when provost_private.is_terminal(d.new_type)
        then coalesce(case when p_by_hand then t.end_time end, d.new_timestamp) end,
      total_run_time = coalesce(t.total_run_time, t.end_time - t.start_time, '0') + case
        when d.steps = 2 then d.new_timestamp - d.started
        when d.from_type = 'RUNNING' then d.new_timestamp - t.state_timestamp
        else '0' end,
      next_start_time = provost_private.next_task_start(
        d.new_type, d.delay_seconds, d.scheduled_time, p_now),
      flow_run_run_count = case when d.new_type = 'RUNNING' then d.flow_count
        else t.flow_run_run_count end,
      input_hash = coalesce(d.input_hash, t.input_hash),
      child_flow_run_id = coalesce(d.child_flow_run_id, t.child_flow_run_id),
      task_inputs = coalesce(d.task_inputs, t.task_inputs),
      retries = coalesce(d.retries, t.retries),
      retry_delays = coalesce(d.retry_delays, t.retry_delays),
      retry_jitter_factor = coalesce(d.retry_jitter_factor, t.retry_jitter_factor),
      result = d.new_result, result_meta = d.new_meta, error = d.error,
      implied_states = least(t.implied_states, 1)
    from timed d
    where d.is_stored and t.flow_run_id = d.flow_run_id and t.key = d.key
    returning d.*, t.id, t.state_count
  ),
  history as (
    insert into provost_private.task_run_states (
      flow_run_id, task_run_id, seq, type, name, timestamp, message, details)
    select s.flow_run_id, s.id, 2, s.from_type, s.from_name, s.from_timestamp, s.from_message,
      null::jsonb
    from stored s where s.is_implied
    union all
    select s.flow_run_id, s.id, s.state_count - 1, 'RUNNING',
      case when s.from_name = 'AwaitingRetry' then 'Retrying' else 'Running' end, s.started, null,
      null
    from stored s where s.steps = 2
    union all
    select s.flow_run_id, s.id, s.state_count, s.new_type, s.new_name,
      s.new_timestamp, s.new_message, s.new_details
    from stored s
  )
  select s.ord, s.status, s.id, s.new_type, s.new_name, s.new_count,
    case when s.is_cached then s.new_result end, case when s.is_cached then s.new_meta end,
    s.delay_seconds, s.reason
  from stored s
  union all
  select d.ord, d.status,
    coalesce(d.known_id, (
      select s.id from stored s where s.flow_run_id = d.flow_run_id and s.key = d.key)),
    coalesce(d.from_type, d.new_type), coalesce(d.from_name, d.new_name),
    coalesce(d.known_count, d.new_count), d.known_result, d.known_meta, d.delay_seconds, d.reason
  from timed d
  where not d.is_stored;
end
$$;
