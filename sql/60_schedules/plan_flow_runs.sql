-- Inserts the runs of schedules for the instants given, exactly one for each instant however many
-- planners work at once, and notes when each schedule must be looked at again. `p_plans`: a list
-- of {schedule_id, version, times, following, read_at}; a schedule that was edited since its
-- version was read is passed over, and so is one that somebody else holds, who plans, edits or
-- deletes it: nobody waits for an open transaction, and what is still due is found again by the
-- next round. Answers how many runs are new. Locks the schedules, by id.
-- Instants that are over already were missed: their runs come late, or are Skipped at once, as
-- the schedule wants it. `following`: the next instants, which may end the time of these.
-- `read_at`: when the planner read the schedule; whoever planned since then knows better when it
-- is to be looked at again.
create or replace function provost_private.plan_flow_runs(
  p_plans jsonb, p_min_scheduled_seconds double precision, p_min_runs integer
) returns integer
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_schedules provost.deployment_schedules[];
  v_count integer;
begin
  v_schedules := array(
    select s from jsonb_to_recordset(p_plans) as p (schedule_id uuid, version integer)
    join provost.deployment_schedules s on s.id = p.schedule_id and s.version = p.version
    where s.active and not (select d.paused from provost.deployments d where d.id = s.deployment_id)
    order by s.id for update of s skip locked);

  insert into provost.flow_runs (
    deployment_id, parameters, tags, expected_start_time, idempotency_key, schedule_id,
    auto_scheduled, start_before, overlap)
  select s.deployment_id, s.parameters, '{auto-scheduled}', t.instant, k.key,
    s.id, true, t.start_before, nullif(s.overlap, 'allow')
  from unnest(v_schedules) s
  join jsonb_to_recordset(p_plans) as p (
    schedule_id uuid, times timestamptz[], following timestamptz[]) on p.schedule_id = s.id
  cross join lateral provost_private.start_deadlines(
    s, p.times, coalesce(p.following, '{}'),
    -- Who has just been edited, or planned, was not missed for long.
    case when coalesce(s.last_planned_time, s.created) < v_now - interval '1 min'
      then v_now end) t
  cross join lateral (select provost_private.scheduled_key(s.id, t.instant) as key offset 0) k
  -- Looked up key by key, whatever plan looked cheap: the keys of history are many.
  where (select true from provost_private.idempotency_keys i
    where i.deployment_id = s.deployment_id and i.key = k.key) is null
  order by s.id, t.instant;
  get diagnostics v_count = row_count;
  perform provost_private.skip_missed_runs(s.id, 100000)
  from unnest(v_schedules) s where s.catch_up <> 'planned';

  update provost.deployment_schedules s
  set last_planned_time = greatest(s.last_planned_time, (select max(t) from unnest(p.times) t)),
      planning_error = null,
      next_plan_time = case when p.read_at < s.next_plan_time then s.next_plan_time
        else provost_private.next_plan_time(
          s.id, v_now, p_min_scheduled_seconds, least(p_min_runs, s.max_scheduled_runs),
          cardinality(p.times) = 0) end
  from unnest(v_schedules) v
  join jsonb_to_recordset(p_plans) as p (
    schedule_id uuid, times timestamptz[], read_at timestamptz) on p.schedule_id = v.id
  where s.id = v.id;
  return v_count;
end
$$;
