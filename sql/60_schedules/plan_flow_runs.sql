-- Inserts the runs of a schedule for the instants given, exactly one for each instant however
-- many planners work at once, and notes when the schedule must be looked at again. Does
-- nothing when the schedule was edited since its version was read. Answers how many are new.
-- Instants that are over already were missed: their runs come late, or are Skipped at once, as
-- the schedule wants it. `p_following`: the next instants, which may end the time of these.
-- `p_read_at`: when the planner read the schedule; whoever planned since then knows better when it
-- is to be looked at again.
create or replace function provost_private.plan_flow_runs(
  p_schedule_id uuid, p_version integer, p_times timestamptz[],
  p_min_scheduled_seconds double precision, p_min_runs integer,
  p_following timestamptz[] default '{}', p_read_at timestamptz default null
) returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_schedule provost.deployment_schedules;
  v_count integer;
begin
  select s.* into v_schedule from provost.deployment_schedules s
  where s.id = p_schedule_id and s.version = p_version and s.active
    and not (select d.paused from provost.deployments d where d.id = s.deployment_id)
  for update;
  if v_schedule.id is null then
    return 0;
  end if;

  insert into provost.flow_runs (
    deployment_id, parameters, tags, expected_start_time, idempotency_key, schedule_id,
    auto_scheduled, start_before, overlap)
  select v_schedule.deployment_id, v_schedule.parameters, '{auto-scheduled}', t.instant, k.key,
    v_schedule.id, true, t.start_before, nullif(v_schedule.overlap, 'allow')
  from provost_private.start_deadlines(v_schedule, p_times, p_following,
    -- Who has just been edited, or planned, was not missed for long.
    case when coalesce(v_schedule.last_planned_time, v_schedule.created)
      < v_now - interval '1 min' then v_now end) t
  cross join lateral provost_private.scheduled_key(v_schedule.id, t.instant) as k (key)
  where not exists (
    select from provost_private.idempotency_keys i
    where i.deployment_id = v_schedule.deployment_id and i.key = k.key)
  order by t.instant;
  get diagnostics v_count = row_count;
  if v_schedule.catch_up <> 'planned' then
    perform provost_private.skip_missed_runs(v_schedule.id, 100000);
  end if;

  update provost.deployment_schedules s
  set last_planned_time = greatest(s.last_planned_time, (select max(t) from unnest(p_times) t)),
      next_plan_time = case when p_read_at < s.next_plan_time then s.next_plan_time
        else provost_private.next_plan_time(
          s.id, v_now, p_min_scheduled_seconds, p_min_runs, cardinality(p_times) = 0) end
  where s.id = v_schedule.id;
  return v_count;
end
$$;
