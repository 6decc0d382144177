-- The active schedules that need more runs planned ahead, with what is planned already: the
-- cost is that of what is due, not of what exists. Cron and RRULE arithmetic happens outside;
-- plan_flow_runs takes the instants back: those after `missed_since`, when nobody planned them
-- in time and the schedule catches up, those ahead, and `following_count` more, not to be planned.
-- `p_edited_within_seconds` narrows the choice to those just created or edited.
create or replace function provost_private.due_schedules(
  p_limit integer, p_edited_within_seconds double precision default null
)
returns table (
  schedule_id uuid, version integer, cron text, day_or boolean, interval_seconds double precision,
  anchor_date timestamptz, rrule text, timezone text, now timestamptz, planned_count integer,
  latest_planned timestamptz, max_scheduled_runs integer, missed_since timestamptz,
  following_count integer
)
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
declare
  v_now timestamptz := provost_private.clock_now();
begin
  return query
  select s.id, s.version, s.cron, s.day_or, s.interval_seconds,
    coalesce(s.anchor_date, s.created), s.rrule, s.timezone, v_now, planned.count, planned.latest,
    s.max_scheduled_runs,
    case when s.catch_up <> 'planned' and coalesce(s.last_planned_time, s.created) < v_now
      then coalesce(s.last_planned_time, s.created) end,
    case when s.catch_up in ('last', 'skip') then 1
      when s.catch_up <> 'planned' then coalesce(s.max_catch_up, 0) else 0 end
  from provost.deployment_schedules s
  join provost.deployments d on d.id = s.deployment_id and not d.paused
  cross join lateral (
    select count(*)::integer as count, max(r.next_scheduled_start_time) as latest
    from provost.flow_runs r
    where r.schedule_id = s.id and r.state_type = 'SCHEDULED' and r.auto_scheduled = true
      and r.next_scheduled_start_time > v_now
  ) planned
  where s.active = true and s.next_plan_time <= v_now
    and (p_edited_within_seconds is null
      or s.updated >= v_now - make_interval(secs => p_edited_within_seconds))
  order by s.next_plan_time limit p_limit;
end
$$;
