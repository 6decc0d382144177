-- The part of judge_flow_runs that locks the runs, in order, asks the rules about each change, and
-- says what is to be stored: the proposed state, the one that a rule puts in its place, or none.
create or replace function provost_private.ask_flow_run_rules(
  p_changes provost_private.flow_run_change[], p_seats provost_private.flow_run_seat[],
  p_now timestamptz
) returns provost_private.judged_flow_run[]
language plpgsql volatile set search_path = ''
as $$
begin
  return (
  with
  judged as materialized (
    select c.*, run.*,
      provost_private.flow_run_verdict(
        run.from_type, run.from_name, run.from_details, run.from_epoch, run.had_result,
        run.deployment_id, run.parent_flow_run_id, run.pause_keys, run.from_count,
        run.retries, run.starts_from, run.infrastructure_pid, c.type, c.to_name, c.details, c.epoch,
        provost_private.counts_as_result(c.result, run.from_epoch),
        c.worker_id is not null, c.force, c.takes_away, c.lack, p_now) as rule
    from (
      select u.*, coalesce(u.name, provost_private.default_state_name(u.type)) as to_name,
        seat.lease_id, seat.lack
      from unnest(p_changes) u
      left join unnest(p_seats) seat on seat.flow_run_id = u.flow_run_id
      order by u.flow_run_id
    ) c
    left join lateral (
      select r.state_type as from_type, r.state_name as from_name, r.state_details as from_details,
        r.state_timestamp as from_timestamp, r.epoch as from_epoch, r.run_count as from_count,
        provost_private.counts_as_result(r.result, r.epoch) as had_result,
        r.deployment_id, r.parent_flow_run_id, r.pause_keys, r.retries, r.retry_delay_seconds,
        r.infrastructure_pid,
        coalesce(r.next_scheduled_start_time,
          (r.state_details ->> 'scheduled_time')::timestamptz) as starts_from
      from provost.flow_runs r where r.id = c.flow_run_id for update
    ) run on true
  )
  select array_agg((j.ord, j.flow_run_id, coalesce(w.status, 'ACCEPT'), j.rule, w.reason,
    s.is_stored,
    extract(epoch from case when s.is_stored then nullif(s.new_start, p_now)
      else coalesce(j.starts_from, s.new_start) end - p_now),
    j.from_type, j.from_name, j.from_timestamp, j.from_details, j.from_epoch, j.from_count,
    coalesce(w.becomes, j.type),
    case when w.becomes is null then j.to_name
      when w.rule = 'has_retries_left' then 'AwaitingRetry'
      when w.rule = 'waits_for_a_slot' then 'AwaitingConcurrencySlot'
      else provost_private.default_state_name(w.becomes) end,
    -- A claim leaves room for the Pending before its Running.
    greatest(p_now, j.from_timestamp + interval '2 microseconds'),
    coalesce(j.message, w.reason),
    case when w.rule is null and j.lease_id is not null
      then coalesce(s.carried, '{}')
        || jsonb_build_object('deployment_concurrency_lease_id', j.lease_id)
      else s.carried end,
    s.new_start, case when w.becomes is null then j.worker_id end,
    j.epoch is not null and not j.takes_away, j.resuming, j.details ->> 'pause_key',
    j.crash_count, j.result, j.result_meta, j.error)::provost_private.judged_flow_run)
  from judged j
  left join provost_private.flow_run_rules w on w.rule = j.rule
  cross join lateral (
    select (w.rule is null or w.becomes is not null) as is_stored,
      provost_private.carried_details(
        j.from_type, j.from_details, j.starts_from, j.type, j.details) as carried,
      case when w.rule = 'has_retries_left'
          then coalesce(j.scheduled_time,
            p_now + make_interval(secs => coalesce(j.retry_delay_seconds, 0)))
        when w.rule in ('waits_for_a_slot', 'resumes_without_a_slot')
          then p_now + interval '30 s'
        when coalesce(w.becomes, j.type) = 'SCHEDULED' then coalesce(j.scheduled_time, p_now)
      end as new_start
  ) s);
end
$$;
