-- Adds schedules to a deployment, or changes those with the same slugs: they keep their identity,
-- their `active` flag and, when nothing changed, their planned runs.
create or replace function provost_private.upsert_schedules(
  p_deployment_id uuid, p_schedules jsonb
) returns void
language sql volatile
begin atomic
  select provost_private.check_schedules(p_schedules);
  select provost_private.require_distinct_slugs(p_schedules);

  insert into provost.deployment_schedules as s (
    deployment_id, slug, active, cron, day_or, interval_seconds, anchor_date, rrule, timezone,
    parameters, catch_up, catch_up_window_seconds, max_catch_up, max_scheduled_runs, overlap)
  select p_deployment_id, provost_private.schedule_slug(e.value), coalesce(x.active, true),
    x.cron, coalesce(x.day_or, true), x.interval_seconds,
    provost_private.instant_in_zone(x.anchor_date, coalesce(x.timezone, 'UTC')), x.rrule,
    coalesce(x.timezone, 'UTC'), coalesce(x.parameters, '{}'), coalesce(x.catch_up, 'planned'),
    x.catch_up_window_seconds, x.max_catch_up, x.max_scheduled_runs,
    coalesce(x.overlap, 'allow')
  from jsonb_array_elements(p_schedules) e,
    jsonb_to_record(e.value) as x (
      active boolean, cron text, day_or boolean, interval_seconds double precision,
      anchor_date text, rrule text, timezone text, parameters jsonb, catch_up text,
      catch_up_window_seconds double precision, max_catch_up integer, max_scheduled_runs integer,
      overlap text)
  on conflict (deployment_id, slug) do update
    set cron = excluded.cron, day_or = excluded.day_or,
        interval_seconds = excluded.interval_seconds,
        anchor_date = coalesce(excluded.anchor_date, s.anchor_date),
        rrule = excluded.rrule, timezone = excluded.timezone, parameters = excluded.parameters,
        catch_up = excluded.catch_up, max_catch_up = excluded.max_catch_up,
        catch_up_window_seconds = excluded.catch_up_window_seconds,
        max_scheduled_runs = excluded.max_scheduled_runs, overlap = excluded.overlap
    where (s.cron, s.day_or, s.interval_seconds, s.rrule, s.timezone, s.parameters, s.catch_up,
          s.catch_up_window_seconds, s.max_catch_up, s.max_scheduled_runs, s.overlap)
        is distinct from (excluded.cron, excluded.day_or, excluded.interval_seconds,
          excluded.rrule, excluded.timezone, excluded.parameters, excluded.catch_up,
          excluded.catch_up_window_seconds, excluded.max_catch_up, excluded.max_scheduled_runs,
          excluded.overlap)
      or s.anchor_date is distinct from coalesce(excluded.anchor_date, s.anchor_date);
end;
