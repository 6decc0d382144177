-- The part of change_task_run_states for all that may go otherwise than recorded or proposed: asks
-- the rules, stores what they let through or put in its place, and answers. Every task run has a
-- row by now, perhaps one without a state.
-- Its plans are generic: planned for each `p_by_hand`, they would be made anew at each call. They
-- are kept while tables grow, so they find each row by its key: a join that reads a whole table
-- looks cheap only while that is small.
create or replace function provost_private.judge_task_runs(
  p_records jsonb, p_by_hand boolean, p_now timestamptz
) returns provost_private.task_run_answer[]
language plpgsql volatile set search_path = '' set enable_seqscan = off
set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
declare
  v_answers provost_private.task_run_answer[];
begin
  with
  record as materialized (
    select x.*, coalesce(x.state_name in ('RollingBack', 'RolledBack'), false) as rolls_back,
      lead(x.ord) over (partition by x.flow_run_id, x.key order by x.ord) is null as is_newest
    from jsonb_to_recordset(p_records) as x (
      ord integer, flow_run_id uuid, epoch integer, key text, name text, task_name text,
      tags text[], type provost.state_type, state_name text, message text, details jsonb,
      run_count integer, elapsed_ms double precision, result jsonb, result_meta jsonb, error jsonb,
      input_hash text, retries integer, retry_delays double precision[],
      retry_jitter_factor double precision, retriable boolean, cache_key text,
      refresh_cache boolean, task_run_id uuid, task_inputs jsonb, child_flow_run_id uuid,
      force boolean)
  ),
  holder as materialized (
    select a.flow_run_id, a.epoch, f.run_count as flow_count
    from provost_private.active_runs a join provost.flow_runs f on f.id = a.flow_run_id
    where not p_by_hand and a.flow_run_id in (select r.flow_run_id from record r)
    order by a.flow_run_id for share of a
  ),
  judged as materialized (
    select r.*, known.*, coalesce(r.epoch, known.known_epoch, own.epoch, 0) as new_epoch,
      coalesce(h.flow_count, own.run_count) as flow_count,
      case when p_by_hand
        then provost_private.proposed_run_count(known.from_type, known.known_count, r.type)
        else provost_private.task_run_count(known.from_type, known.known_count) end as attempt,
      case when p_by_hand
        then provost_private.proposed_task_run_verdict(
          known.from_type, known.from_name, known.from_details, known.known_count,
          known.known_result is not null, known.known_retries, known.starts_from, r.type,
          r.state_name, r.details, r.flow_run_id = coalesce(known.known_id, r.task_run_id),
          own.state_type, hit.key is not null, r.force, p_now)
        else provost_private.task_run_verdict(
          h.flow_run_id is not null, known.from_type, known.known_epoch, known.known_count,
          r.type, r.epoch, r.run_count, r.retries, r.retriable, hit.key is not null,
          provost_private.undoes_completion(known.from_name, known.known_meta, r.state_name))
        end as rule,
      hit.message as cached_message, hit.result as cached_result, hit.result_meta as cached_meta,
      own.state_details -> 'pause_timeout' as pause_timeout
    from (select * from record order by flow_run_id, key) r
    left join holder h on h.flow_run_id = r.flow_run_id and h.epoch = r.epoch
    left join provost.flow_runs own on p_by_hand and own.id = r.flow_run_id
    left join lateral (
      select t.id as known_id, t.state_type as from_type, t.state_name as from_name,
        t.state_timestamp as from_timestamp, t.state_details as from_details,
        t.epoch as known_epoch, t.run_count as known_count, t.result as known_result,
        t.result_meta as known_meta, t.next_start_time as known_start,
        t.flow_run_run_count as known_flow_count, t.retries as known_retries,
        t.retry_delays as known_delays, t.retry_jitter_factor as known_jitter,
        coalesce(t.next_start_time, (t.state_details ->> 'scheduled_time')::timestamptz)
          as starts_from
      from provost.task_runs t
      where t.flow_run_id = r.flow_run_id and t.key = r.key and t.state_count > 0
        and (p_by_hand or h.flow_run_id is not null)
      for update
    ) known on true
    left join lateral (
      select c.key, c.message, c.result, c.result_meta from provost_private.task_run_cache c
      where r.type = 'RUNNING' and r.is_newest and r.refresh_cache is not true
        and c.key_hash = md5(r.cache_key)::uuid and c.key = r.cache_key
        and (c.expiration is null or c.expiration > p_now)
      limit 1
    ) hit on true
  ),
  decided as materialized (
    select j.*, coalesce(w.status, 'ACCEPT') as status, w.reason,
      (j.rule is null or w.becomes is not null) and j.is_newest as is_stored,
      coalesce(w.becomes, j.type) as new_type,
      case when w.becomes in ('COMPLETED', 'PAUSED') or j.rolls_back
        then coalesce(j.known_count, 0) else j.attempt end as new_count,
      case
        when w.becomes is not null then w.becomes_name
        when j.type = 'RUNNING' and coalesce(j.state_name, 'Running') = 'Running'
          then provost_private.running_name(
            j.from_type, j.from_name, j.attempt, p_by_hand, j.known_flow_count < j.flow_count)
        else coalesce(j.state_name, provost_private.default_state_name(j.type)) end as new_name,
      case j.rule
        when 'has_retries_left' then provost_private.retry_delay_seconds(
          coalesce(j.retry_delays, j.known_delays), j.attempt,
          coalesce(j.retry_jitter_factor, j.known_jitter))
        when 'is_repeated_failure' then greatest(extract(epoch from j.known_start - p_now), 0)
        when 'starts_too_early' then extract(epoch from j.starts_from - p_now)
      end as delay_seconds,
      case when j.rule = 'is_cached' then j.cached_message else j.message end as new_message,
      case when j.rule = 'is_cached' then j.cached_result when j.rolls_back then j.known_result
        when j.rule is distinct from 'its_flow_is_paused' then j.result end as new_result,
      case when j.rule = 'is_cached' then j.cached_meta when j.rolls_back then j.known_meta
        else j.result_meta end as new_meta,
      case
        when j.rule = 'is_cached' then jsonb_build_object('cache_key', j.cache_key)
        when j.rule = 'its_flow_is_paused'
          then jsonb_strip_nulls(jsonb_build_object('pause_timeout', j.pause_timeout))
        when j.rule = 'has_retries_left' then null
        when p_by_hand then provost_private.carried_task_details(
          j.from_type, j.from_details, j.starts_from, j.type, j.details)
        else j.details end as new_details,
      s.steps,
      case when s.starts then b.started
        else greatest(p_now, j.from_timestamp + s.steps * interval '1 microsecond')
        end as new_timestamp,
      case when s.starts or s.steps = 2 then b.started end as started
    from judged j
    left join provost_private.task_run_rules w on w.rule = j.rule
    -- A task that was not seen to start is recorded with two states at once.
    cross join lateral (
      select not p_by_hand and coalesce(w.becomes, j.type) = 'RUNNING' as starts,
        case when not p_by_hand and j.type not in ('RUNNING', 'PENDING')
          and j.from_type is distinct from 'RUNNING' and not j.rolls_back then 2 else 1 end as steps
    ) s
    cross join lateral (
      select greatest(
        p_now - greatest(make_interval(secs => coalesce(j.elapsed_ms, 0) / 1000),
          (s.steps - 1) * interval '1 microsecond'),
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
        then coalesce((d.details ->> 'scheduled_time')::timestamptz, d.new_timestamp)
        else t.expected_start_time end,
      start_time = coalesce(t.start_time, d.started, case when d.new_type = 'RUNNING'
        or provost_private.is_terminal(d.new_type) then d.new_timestamp end),
      end_time = case when provost_private.is_terminal(d.new_type) then d.new_timestamp end,
      total_run_time = coalesce(t.total_run_time, t.end_time - t.start_time, '0') + case
        when d.steps = 2 then d.new_timestamp - d.started
        when d.from_type = 'RUNNING' then d.new_timestamp - t.state_timestamp
        else '0' end,
      next_start_time = provost_private.next_task_start(
        d.new_type, d.delay_seconds, d.details, p_now),
      flow_run_run_count = case when d.new_type = 'RUNNING' then d.flow_count
        else t.flow_run_run_count end,
      input_hash = coalesce(d.input_hash, t.input_hash),
      child_flow_run_id = coalesce(d.child_flow_run_id, t.child_flow_run_id),
      task_inputs = coalesce(d.task_inputs, t.task_inputs),
      retries = coalesce(d.retries, t.retries),
      retry_delays = coalesce(d.retry_delays, t.retry_delays),
      retry_jitter_factor = coalesce(d.retry_jitter_factor, t.retry_jitter_factor),
      result = d.new_result, result_meta = d.new_meta, error = d.error
    from decided d
    where d.is_stored and t.flow_run_id = d.flow_run_id and t.key = d.key
    returning d.*, t.id, t.state_count
  ),
  history as (
    insert into provost.task_run_states (
      flow_run_id, task_run_id, seq, type, name, timestamp, message, details)
    select s.flow_run_id, s.id, s.state_count - 1, 'RUNNING',
      case when s.from_name = 'AwaitingRetry' then 'Retrying' else 'Running' end, s.started, null,
      null
    from stored s where s.steps = 2
    union all
    select s.flow_run_id, s.id, s.state_count, s.new_type, s.new_name,
      s.new_timestamp, s.new_message, s.new_details
    from stored s
  ),
  answer as (
    select (s.ord, s.status, s.id, s.new_type, s.new_name, s.new_count, s.cached_result,
      s.cached_meta, s.delay_seconds, s.reason)::provost_private.task_run_answer as row
    from stored s
    union all
    select (d.ord, d.status,
      coalesce(d.known_id, (
        select s.id from stored s where s.flow_run_id = d.flow_run_id and s.key = d.key)),
      coalesce(d.from_type, d.new_type),
      coalesce(d.from_name, d.new_name), coalesce(d.known_count, d.new_count), d.known_result,
      d.known_meta, d.delay_seconds, d.reason)::provost_private.task_run_answer
    from decided d
    where not d.is_stored
  )
  select array_agg(a.row) into v_answers from answer a;
  return v_answers;
end
$$;
