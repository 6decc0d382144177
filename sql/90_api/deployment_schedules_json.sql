-- The schedules of a deployment as one JSON list, in order of their slugs.
create or replace function provost_private.deployment_schedules_json(p_deployment_id uuid)
returns jsonb
language sql stable
begin atomic
  select coalesce(jsonb_agg(
    jsonb_strip_nulls(jsonb_build_object(
      'id', s.id, 'slug', s.slug, 'active', s.active, 'cron', s.cron, 'day_or', s.day_or,
      'interval_seconds', s.interval_seconds, 'anchor_date', s.anchor_date, 'rrule', s.rrule,
      'timezone', s.timezone, 'catch_up', nullif(s.catch_up, 'planned'),
      'catch_up_window_seconds', s.catch_up_window_seconds, 'max_catch_up', s.max_catch_up,
      'max_scheduled_runs', s.max_scheduled_runs,
      'overlap', nullif(s.overlap, 'allow'), 'planning_error', s.planning_error,
      'lacks', case when s.active then provost_private.lacking_parameters(s) end,
      'is_over', nullif(s.active and s.next_plan_time = 'infinity', false),
      'backfills', (
        select jsonb_agg(jsonb_build_object('from_time', b.from_time, 'to_time', b.to_time,
          'run_count', b.run_count, 'planning_error', b.planning_error) order by b.id)
        from provost.schedule_backfills b
        where b.schedule_id = s.id and b.completed is null))) ||
      jsonb_build_object('parameters', s.parameters)
    order by s.slug), '[]')
  from provost.deployment_schedules s where s.deployment_id = p_deployment_id;
end;
