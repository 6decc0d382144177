-- Inserts the runs of a schedule for the instants given, exactly one for each instant however
-- many planners work at once, and notes when the schedule must be looked at again. Does
-- nothing when the schedule was edited since its version was read. Answers how many are new.
create or replace function provost_private.plan_flow_runs(
  p_schedule_id uuid, p_version integer, p_times timestamptz[],
  p_min_scheduled_seconds double precision, p_min_runs integer
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
    auto_scheduled)
  select v_schedule.deployment_id, v_schedule.parameters, '{auto-scheduled}', t.instant, k.key,
    v_schedule.id, true
  from unnest(p_times) as t (instant)
  cross join lateral (
    select format('scheduled %s %s', v_schedule.id,
      to_char(t.instant at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as key
  ) k
  where not exists (
    select from provost_private.idempotency_keys i
    where i.deployment_id = v_schedule.deployment_id and i.key = k.key);
  get diagnostics v_count = row_count;

  update provost.deployment_schedules s
  set last_planned_time = greatest(s.last_planned_time, (select max(t) from unnest(p_times) t)),
      next_plan_time = provost_private.next_plan_time(
        s.id, v_now, p_min_scheduled_seconds, p_min_runs, cardinality(p_times) = 0)
  where s.id = v_schedule.id;
  return v_count;
end
$$;
