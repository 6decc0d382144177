-- The schedules that somebody is about to deploy, in the shape of deployment_content, next to those
-- that are deployed: what save_schedules would keep of these is taken from them.
create or replace function provost_private.proposed_schedules(p_schedules jsonb, p_deployed jsonb)
returns jsonb
language sql stable
begin atomic
  select coalesce(jsonb_agg(
    coalesce((
        select d.value - array['cron', 'interval_seconds', 'rrule']
        from jsonb_array_elements(p_deployed) d where d.value ->> 'slug' = s.slug), '{}')
      || '{"day_or": true, "timezone": "UTC"}'
      || jsonb_strip_nulls(s.value - array['active', 'parameters'])
      || jsonb_build_object('slug', s.slug,
        'parameters', coalesce(nullif(s.value -> 'parameters', 'null'), '{}'))
    order by s.slug), '[]')
  from (
    select e.value, provost_private.schedule_slug(e.value) as slug
    from jsonb_array_elements(p_schedules) e
  ) s;
end;
