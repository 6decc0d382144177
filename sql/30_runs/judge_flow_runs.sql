-- The part of change_flow_run_states for all that may go otherwise than proposed: asks the rules,
-- stores what they let through or put in its place, and answers.
create or replace function provost_private.judge_flow_runs(
  p_changes provost_private.flow_run_change[], p_now timestamptz
) returns provost_private.flow_run_answer[]
language plpgsql volatile set search_path = ''
as $$
declare
  v_ids uuid[] := array(select c.flow_run_id from unnest(p_changes) c);
  v_seats provost_private.flow_run_seat[] := '{}';
  v_answers provost_private.flow_run_answer[];
  v_unheld uuid[];
  v_cancelling uuid[];
begin
  -- Who does not come from the holder may have to wait for a claim, and must then see its
  -- active_runs row: only what begins after the wait does.
  if exists (select from unnest(p_changes) c where c.epoch is null and c.worker_id is null) then
    perform from provost.flow_runs r where r.id = any (v_ids) order by r.id for update;
  end if;

  -- Who is to start may need a slot of its deployment.
  if exists (select from unnest(p_changes) c where c.type in ('PENDING', 'RUNNING'))
    and exists (
      select from provost.concurrency_limits l where l.deployment_id is not null and l.active)
  then
    v_seats := provost_private.seat_flow_runs(p_changes);
  end if;

  with
  -- Lock the runs, in order, and ask the rules.
  judged as materialized (
    select c.*, run.*,
      provost_private.flow_run_verdict(
        run.from_type, run.from_name, run.from_details, run.current_epoch, run.had_result,
        run.deployment_id, run.parent_flow_run_id, run.pause_keys, run.current_count,
        run.retries, run.starts_from, run.infrastructure_pid, c.type, c.to_name, c.details, c.epoch,
        provost_private.counts_as_result(c.result, run.current_epoch),
        c.worker_id is not null, c.force, c.takes_away, c.lack, p_now) as rule
    from (
      select u.*, coalesce(u.name, provost_private.default_state_name(u.type)) as to_name,
        seat.lease_id, seat.lack
      from unnest(p_changes) u
      left join unnest(v_seats) seat on seat.flow_run_id = u.flow_run_id
      order by u.flow_run_id
    ) c
    left join lateral (
      select r.state_type as from_type, r.state_name as from_name, r.state_details as from_details,
        r.state_timestamp as from_timestamp, r.epoch as current_epoch,
        r.run_count as current_count,
        provost_private.counts_as_result(r.result, r.epoch) as had_result,
        r.deployment_id, r.parent_flow_run_id, r.pause_keys, r.retries, r.retry_delay_seconds,
        r.infrastructure_pid,
        coalesce(r.next_scheduled_start_time,
          (r.state_details ->> 'scheduled_time')::timestamptz) as starts_from
      from provost.flow_runs r where r.id = c.flow_run_id for update
    ) run on true
  ),
  -- What is to be stored: the proposed state, the one that a rule puts in its place, or none.
  decided as materialized (
    select j.*, coalesce(w.status, 'ACCEPT') as status, w.reason,
      coalesce(w.becomes, j.type) as new_type,
      case when w.becomes is null then j.to_name
        when w.rule = 'has_retries_left' then 'AwaitingRetry'
        when w.rule = 'waits_for_a_slot' then 'AwaitingConcurrencySlot'
        else provost_private.default_state_name(w.becomes) end as new_name,
      case when w.rule = 'has_retries_left'
          then coalesce(j.scheduled_time,
            p_now + make_interval(secs => coalesce(j.retry_delay_seconds, 0)))
        when w.rule in ('waits_for_a_slot', 'resumes_without_a_slot')
          then p_now + interval '30 s'
        when coalesce(w.becomes, j.type) = 'SCHEDULED' then coalesce(j.scheduled_time, p_now)
      end as new_start,
      case when w.rule is null and j.lease_id is not null
        then coalesce(k.carried, '{}')
          || jsonb_build_object('deployment_concurrency_lease_id', j.lease_id)
        else k.carried end as new_details,
      case when w.becomes is null then j.worker_id end as claimer,
      -- A claim leaves room for the Pending before its Running.
      greatest(p_now, j.from_timestamp + interval '2 microseconds') as new_timestamp,
      (w.rule is null or w.becomes is not null) as is_stored
    from judged j left join provost_private.flow_run_rules w on w.rule = j.rule
    cross join lateral (
      select provost_private.carried_details(
        j.from_type, j.from_details, j.starts_from, j.type, j.details) as carried
    ) k
  ),
  -- Store it, with the books that Prefect keeps at every transition.
  stored as (
    update provost.flow_runs r set
      state_type = d.new_type,
      state_name = d.new_name,
      state_timestamp = d.new_timestamp,
      state_message = coalesce(d.message, d.reason),
      state_details = d.new_details,
      state_count = r.state_count + case when d.claimer is null or d.from_type = 'PENDING'
        then 1 else 2 end,
      epoch = r.epoch + provost_private.epoch_step(
        d.from_type, d.new_type, d.claimer is not null,
        d.epoch is not null and not d.takes_away),
      attempt_epoch = case when d.new_type = 'RUNNING' and not r.resuming
        and d.from_type <> 'RUNNING' then r.epoch + provost_private.epoch_step(
          d.from_type, d.new_type, d.worker_id is not null,
          d.epoch is not null and not d.takes_away)
        else r.attempt_epoch end,
      run_count = r.run_count + case when d.new_type = 'RUNNING' and not r.resuming
        and d.from_type not in ('RUNNING', 'PAUSED') then 1 else 0 end,
      resuming = case
        when d.new_type = 'RUNNING' or provost_private.is_terminal(d.new_type) then false
        when d.new_type = 'SCHEDULED' and d.from_type = 'PAUSED' then true
        when d.rule = 'waits_for_a_slot' then r.resuming
        else coalesce(d.resuming, false) end,
      pause_keys = case
        when d.new_type = 'PAUSED' then array_append(r.pause_keys, d.details ->> 'pause_key')
        when d.rule = 'has_retries_left' or provost_private.is_terminal(d.from_type) then null
        else r.pause_keys end,
      crash_count = case when provost_private.is_terminal(d.from_type) then 0
        else coalesce(d.crash_count, r.crash_count) end,
      start_time = coalesce(r.start_time, case when d.new_type = 'RUNNING'
        or provost_private.is_terminal(d.new_type) then d.new_timestamp end),
      end_time = case when provost_private.is_terminal(d.new_type) then d.new_timestamp end,
      total_run_time = r.total_run_time + case when d.from_type = 'RUNNING'
        then d.new_timestamp - r.state_timestamp else interval '0' end,
      next_scheduled_start_time = d.new_start,
      infrastructure_pid = provost_private.kept_infrastructure(
        d.from_type, d.new_type, r.infrastructure_pid),
      result = d.result, result_meta = d.result_meta, error = d.error
    from decided d
    where r.id = d.flow_run_id and d.is_stored
    returning d.*, r.epoch as new_epoch, r.run_count as new_count, r.state_count,
      r.timeout_seconds as run_timeout
  ),
  history as (
    insert into provost_private.flow_run_states (
      flow_run_id, seq, type, name, timestamp, message, details, follows_pending)
    select s.flow_run_id, s.state_count, s.new_type, s.new_name, s.new_timestamp,
      coalesce(s.message, s.reason), s.new_details,
      case when s.claimer is not null and s.from_type = 'SCHEDULED' then true end
    from stored s
  ),
  taken as (
    insert into provost_private.active_runs (flow_run_id, epoch, worker_id, claimed_at, deadline)
    select s.flow_run_id, s.new_epoch, s.claimer, p_now,
      p_now + make_interval(secs => s.run_timeout)
    from stored s where s.claimer is not null
  ),
  answer as (
    select (s.ord, s.status, s.rule, s.flow_run_id, s.new_epoch, s.new_count, s.new_type,
      s.new_name, s.new_timestamp, coalesce(s.message, s.reason), s.new_details,
      extract(epoch from nullif(s.new_start, p_now) - p_now),
      s.reason)::provost_private.flow_run_answer as row, s.flow_run_id, s.new_type, s.rule
    from stored s
    union all
    select (d.ord, d.status, d.rule, d.flow_run_id, d.current_epoch, d.current_count, d.from_type,
      d.from_name, d.from_timestamp, d.reason, d.from_details,
      extract(epoch from coalesce(d.starts_from, d.new_start) - p_now),
      d.reason)::provost_private.flow_run_answer, d.flow_run_id, d.from_type, d.rule
    from decided d where not d.is_stored
  )
  select array_agg(a.row),
    array_agg(a.flow_run_id) filter (where not provost_private.is_held(a.new_type)),
    array_agg(a.flow_run_id) filter (where a.new_type = 'CANCELLING' and a.rule is null)
  into v_answers, v_unheld, v_cancelling
  from answer a;

  -- What not every change brings about has statements of its own, that others need not start.
  if v_unheld is not null then
    delete from provost_private.active_runs a where a.flow_run_id = any (v_unheld);
    -- One that was only submitted had a slot, but no holder with whom it goes.
    if exists (select from provost_private.slots c where c.flow_run_id is not null) then
      delete from provost_private.slots c where c.flow_run_id = any (v_unheld);
    end if;
  end if;
  if v_cancelling is not null then
    update provost_private.active_runs a set deadline = p_now + interval '30 s'
    where a.flow_run_id = any (v_cancelling);
  end if;
  if v_seats <> '{}' then
    perform provost_private.store_seats(v_seats, v_answers, p_now);
  end if;
  return v_answers;
end
$$;
