-- Switches schedules on or off, all with one statement, and answers those that were not so yet,
-- with the names of their deployments. The CLI calls it. Locks the schedules, sorted by id.
create or replace function provost_private.switch_schedules(p_schedule_ids uuid[], p_active boolean)
returns table (id uuid, slug text, deployment text)
language sql volatile security definer
begin atomic
  with locked as materialized (
    select s.id from provost.deployment_schedules s
    where s.id = any (p_schedule_ids) and s.active <> p_active order by s.id for no key update
  ), switched as (
    update provost.deployment_schedules s set active = p_active
    from locked l where s.id = l.id returning s.id, s.slug, s.deployment_id
  )
  select s.id, s.slug, d.full_name from switched s
  join provost.deployments d on d.id = s.deployment_id
  order by d.full_name, s.slug;
end;
