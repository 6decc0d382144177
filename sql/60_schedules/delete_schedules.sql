-- Deletes schedules with the runs that they planned and nobody started, all with one statement, and
-- answers those that were there. The CLI calls it. Locks the schedules, sorted by id.
create or replace function provost_private.delete_schedules(p_schedule_ids uuid[])
returns table (id uuid, slug text)
language sql volatile security definer
begin atomic
  with locked as materialized (
    select s.id from provost.deployment_schedules s
    where s.id = any (p_schedule_ids) order by s.id for update
  ), deleted as (
    delete from provost.deployment_schedules s using locked l where s.id = l.id
    returning s.id, s.slug
  )
  select d.id, d.slug from deleted d order by d.slug;
end;
