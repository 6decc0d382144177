-- Makes the schedules of a deployment equal to the list given: same slug = same schedule,
-- which keeps its identity, its `active` flag and, when nothing changed, its planned runs.
-- A schedule without a slug is known by its definition; one that replaces another takes its row.
create or replace function provost_private.save_schedules(p_deployment_id uuid, p_schedules jsonb)
returns void
language sql volatile
begin atomic
  select provost_private.rename_schedules(p_deployment_id, p_schedules);

  select provost_private.check_schedules(p_schedules);

  delete from provost.deployment_schedules s
  where s.deployment_id = p_deployment_id
    and s.slug not in (
      select provost_private.schedule_slug(x.value) from jsonb_array_elements(p_schedules) x);

  select provost_private.upsert_schedules(p_deployment_id, p_schedules);
end;
