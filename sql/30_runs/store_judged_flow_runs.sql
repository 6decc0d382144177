-- The part of judge_flow_runs that stores what the rules have let through, or put in its place,
-- with the books that Prefect keeps at every transition, and answers.
create or replace function provost_private.store_judged_flow_runs(
  p_judged provost_private.judged_flow_run[], p_now timestamptz
) returns provost_private.flow_run_answer[]
language plpgsql volatile set search_path = ''
as $$
declare
  v_answers provost_private.flow_run_answer[];
  v_unheld uuid[];
  v_cancelling uuid[];
begin
  with
  stored as (
    update provost.flow_runs r set
      state_type = d.new_type,
      state_name = d.new_name,
      state_timestamp = d.new_timestamp,
      state_message = d.new_message,
      state_details = d.new_details,
      state_count = r.state_count + case when d.claimer is null or d.from_type = 'PENDING'
        then 1 else 2 end,
      epoch = d.new_epoch,
      attempt_epoch = case when d.new_type = 'RUNNING' and not r.resuming
        and d.from_type <> 'RUNNING' then d.new_epoch else r.attempt_epoch end,
      run_count = r.run_count + case when d.new_type = 'RUNNING' and not r.resuming
        and d.from_type not in ('RUNNING', 'PAUSED') then 1 else 0 end,
      resuming = case
        when d.new_type = 'RUNNING' or provost_private.is_terminal(d.new_type) then false
        when d.new_type = 'SCHEDULED' and d.from_type = 'PAUSED' then true
        when d.rule = 'has_retries_left' or provost_private.is_terminal(d.from_type) then false
        else coalesce(d.resuming, r.resuming) end,
      pause_keys = case
        when d.new_type = 'PAUSED' then array_append(r.pause_keys, d.pause_key)
        when d.rule = 'has_retries_left' or provost_private.is_terminal(d.from_type) then null
        else r.pause_keys end,
      crash_count = case when provost_private.is_terminal(d.from_type) then 0
        else coalesce(d.crash_count, r.crash_count) end,
      start_time = coalesce(r.start_time, case when d.new_type = 'RUNNING'
        or provost_private.is_terminal(d.new_type) then d.new_timestamp end),
      end_time = case when provost_private.is_terminal(d.new_type)
        then coalesce(r.end_time, d.new_timestamp) end,
      total_run_time = r.total_run_time + case when d.from_type = 'RUNNING'
        then d.new_timestamp - r.state_timestamp else interval '0' end,
      next_scheduled_start_time = d.new_start,
      infrastructure_pid = provost_private.kept_infrastructure(
        d.from_type, d.new_type, r.infrastructure_pid),
      result = d.result, result_meta = d.result_meta, error = d.error
    from (
      select j.*, j.from_epoch + provost_private.epoch_step(
        j.from_type, j.new_type, j.claimer is not null, j.by_holder) as new_epoch
      from unnest(p_judged) j where j.is_stored
    ) d
    where r.id = d.flow_run_id
    returning d.*, r.run_count as new_count, r.state_count, r.timeout_seconds as run_timeout
  ),
  history as (
    insert into provost_private.flow_run_states (
      flow_run_id, seq, type, name, timestamp, message, details, follows_pending)
    select s.flow_run_id, s.state_count, s.new_type, s.new_name, s.new_timestamp, s.new_message,
      s.new_details, case when s.claimer is not null and s.from_type = 'SCHEDULED' then true end
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
      s.new_name, s.new_timestamp, s.new_message, s.new_details, s.delay_seconds,
      s.reason)::provost_private.flow_run_answer as row, s.flow_run_id, s.new_type, s.rule
    from stored s
    union all
    select (d.ord, d.status, d.rule, d.flow_run_id, d.from_epoch, d.from_count, d.from_type,
      d.from_name, d.from_timestamp, d.reason, d.from_details, d.delay_seconds,
      d.reason)::provost_private.flow_run_answer, d.flow_run_id, d.from_type, d.rule
    from unnest(p_judged) d where not d.is_stored
  )
  select array_agg(a.row),
    array_agg(a.flow_run_id) filter (where not provost_private.is_held(a.new_type)),
    array_agg(a.flow_run_id) filter (where a.new_type = 'CANCELLING' and a.rule is null)
  into v_answers, v_unheld, v_cancelling
  from answer a;
  perform provost_private.end_child_runs(p_judged);
  if num_nonnulls(v_unheld, v_cancelling) > 0 then
    perform provost_private.let_go_of_flow_runs(v_unheld, v_cancelling, p_now);
  end if;
  return v_answers;
end
$$;
