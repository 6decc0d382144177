-- Which slugs of a deployment a list of schedules renames by `replaces`, also when one takes the
-- slug that another one leaves. Nothing is renamed to a slug that is deployed and stays, as by the
-- same list before.
create or replace function provost_private.renamed_schedules(p_deployed text[], p_schedules jsonb)
returns table (old_slug text, new_slug text)
language sql stable
begin atomic
  with recursive wanted as (
    select x.value ->> 'replaces' as old_slug, provost_private.schedule_slug(x.value) as new_slug
    from jsonb_array_elements(p_schedules) x
    where x.value ->> 'replaces' = any (p_deployed)
      and x.value ->> 'replaces' <> provost_private.schedule_slug(x.value)
  ),
  stuck as (
    select w.old_slug, w.new_slug from wanted w
    where w.new_slug = any (p_deployed)
      and not exists (select from wanted o where o.old_slug = w.new_slug)
    union
    select w.old_slug, w.new_slug from wanted w join stuck s on w.new_slug = s.old_slug
  )
  select w.old_slug, w.new_slug from wanted w
  where not exists (select from stuck s where s.old_slug = w.old_slug);
end;
