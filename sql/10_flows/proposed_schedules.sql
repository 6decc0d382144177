-- The schedules that somebody is about to deploy, in the shape of deployment_content. What
-- save_schedules would keep of those that are deployed, an anchor, is taken from them.
create or replace function provost_private.proposed_schedules(p_schedules jsonb, p_deployed jsonb)
returns jsonb
language sql stable set timezone = 'UTC'
begin atomic
  select coalesce(jsonb_agg(
    '{"day_or": true, "timezone": "UTC", "catch_up": "planned", "overlap": "allow"}'
      || jsonb_strip_nulls(
        (s.value - array['active', 'parameters', 'replaces'])
        || jsonb_build_object('anchor_date', coalesce(
          to_jsonb(provost_private.instant_in_zone(
            s.value ->> 'anchor_date', coalesce(s.value ->> 'timezone', 'UTC'))), (
            select d.value -> 'anchor_date' from jsonb_array_elements(p_deployed) d
            where d.value ->> 'slug' = coalesce(n.old_slug, s.slug)))))
      || jsonb_build_object('slug', s.slug,
        'parameters', coalesce(nullif(s.value -> 'parameters', 'null'), '{}'))
    order by s.slug), '[]')
  from (
    select e.value, provost_private.schedule_slug(e.value) as slug
    from jsonb_array_elements(p_schedules) e
  ) s
  left join provost_private.renamed_schedules(array(
    select d.value ->> 'slug' from jsonb_array_elements(p_deployed) d), p_schedules) n
    on n.new_slug = s.slug;
end;
