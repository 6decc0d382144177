-- Makes runs for instants of a backfill: new ones where there are none, and what was skipped is
-- scheduled again. They start as soon as they may, whatever the schedule says about late runs, and
-- one after the other unless the schedule lets them overlap: none is passed over again.
-- `p_is_last`: the backfill is complete. Does nothing when the schedule was edited since its
-- version was read or somebody else holds it, or the backfill is complete. Answers how many runs
-- are to be done.
create or replace function provost_private.plan_backfill(
  p_backfill_id uuid, p_version integer, p_times timestamptz[], p_is_last boolean
) returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_schedule provost.deployment_schedules;
  v_again provost_private.flow_run_change[];
  v_count integer;
begin
  select s.* into v_schedule from provost.deployment_schedules s
  where s.version = p_version and s.id = (
    select b.schedule_id from provost.schedule_backfills b where b.id = p_backfill_id)
  for update skip locked;
  perform from provost.schedule_backfills b
  where b.id = p_backfill_id and b.completed is null for update;
  if v_schedule.id is null or not found then
    return 0;
  end if;

  insert into provost.flow_runs (
    deployment_id, parameters, tags, expected_start_time, idempotency_key, schedule_id,
    auto_scheduled, overlap)
  select v_schedule.deployment_id, v_schedule.parameters, '{auto-scheduled}', t.instant, k.key,
    v_schedule.id, true, case when v_schedule.overlap <> 'allow' then 'queue' end
  from (select distinct u as instant from unnest(p_times) u) t
  cross join lateral provost_private.scheduled_key(v_schedule.id, t.instant) as k (key)
  where not exists (
    select from provost_private.idempotency_keys i
    where i.deployment_id = v_schedule.deployment_id and i.key = k.key)
  order by t.instant;
  get diagnostics v_count = row_count;

  -- Being scheduled for later than it had to start frees a run of that.
  v_again := array(
    select provost_private.proposed_change(
      row_number() over (order by r.id), r.id, 'SCHEDULED', p_message => 'Backfilled.',
      p_scheduled_time => greatest(v_now, r.start_before + interval '1 ms'))
    from provost.flow_runs r
    where r.schedule_id = v_schedule.id and r.state_name = 'Skipped'
      and r.state_type = 'CANCELLED' and r.expected_start_time = any (p_times));
  perform provost_private.change_flow_run_states(v_again);
  update provost.flow_runs r set overlap = 'queue'
  from unnest(v_again) c where r.id = c.flow_run_id and r.overlap is not null;
  v_count := v_count + cardinality(v_again);

  update provost.schedule_backfills b
  set run_count = b.run_count + v_count,
      planned_until = greatest(b.planned_until, (select max(t) from unnest(p_times) t)),
      planning_error = null,
      completed = case when p_is_last then v_now end
  where b.id = p_backfill_id;
  return v_count;
end
$$;
