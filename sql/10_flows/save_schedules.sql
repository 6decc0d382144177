-- Makes the schedules of a deployment equal to the list given: same slug = same schedule,
-- which keeps its identity, its `active` flag and, when nothing changed, its planned runs.
-- A schedule without a slug is known by its definition.
create or replace function provost_private.save_schedules(p_deployment_id uuid, p_schedules jsonb)
returns void
language sql volatile
begin atomic
  delete from provost.deployment_schedules s
  where s.deployment_id = p_deployment_id
    and s.slug not in (
      select provost_private.schedule_slug(x.value) from jsonb_array_elements(p_schedules) x);

  insert into provost.deployment_schedules as s (
    deployment_id, slug, active, cron, day_or, interval_seconds, anchor_date, rrule, timezone,
    parameters)
  select p_deployment_id, provost_private.schedule_slug(e.value), coalesce(x.active, true),
    x.cron, coalesce(x.day_or, true), x.interval_seconds, x.anchor_date, x.rrule,
    coalesce(x.timezone, 'UTC'), coalesce(x.parameters, '{}')
  from jsonb_array_elements(p_schedules) e,
    jsonb_to_record(e.value) as x (
      active boolean, cron text, day_or boolean, interval_seconds double precision,
      anchor_date timestamptz, rrule text, timezone text, parameters jsonb)
  on conflict (deployment_id, slug) do update
    set cron = excluded.cron, day_or = excluded.day_or,
        interval_seconds = excluded.interval_seconds,
        anchor_date = coalesce(excluded.anchor_date, s.anchor_date),
        rrule = excluded.rrule, timezone = excluded.timezone, parameters = excluded.parameters
    where (s.cron, s.day_or, s.interval_seconds, s.rrule, s.timezone, s.parameters)
        is distinct from (excluded.cron, excluded.day_or, excluded.interval_seconds,
          excluded.rrule, excluded.timezone, excluded.parameters)
      or s.anchor_date is distinct from coalesce(excluded.anchor_date, s.anchor_date);
end;
