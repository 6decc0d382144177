-- Gives schedules that take the place of others (`replaces`) the rows of these: what is deployed
-- under the old slug keeps its identity, history, `active` flag and planned runs under the new one.
-- Two may swap their slugs: those that change leave their own first.
create or replace function provost_private.rename_schedules(
  p_deployment_id uuid, p_schedules jsonb
) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  v_clash text;
  v_renamed jsonb;
begin
  select x.value ->> 'replaces' into v_clash from jsonb_array_elements(p_schedules) x
  where x.value ->> 'replaces' <> provost_private.schedule_slug(x.value)
  group by 1
  having count(*) > 1 or x.value ->> 'replaces' in (
    select provost_private.schedule_slug(o.value) from jsonb_array_elements(p_schedules) o
      where coalesce(o.value ->> 'replaces', '') in ('', provost_private.schedule_slug(o.value)))
  limit 1;
  if v_clash is not null then
    perform provost_private.fail_with('VOARG',
      format('The schedule %L cannot be replaced: another one is to be, or to replace, it, too.',
        v_clash), null, 'Name each slug once: as that of a schedule, or as what one replaces.');
  end if;

  select jsonb_object_agg(s.id, n.new_slug) into v_renamed
  from provost_private.renamed_schedules(array(
    select s.slug from provost.deployment_schedules s
    where s.deployment_id = p_deployment_id), p_schedules) n
  join provost.deployment_schedules s
    on s.deployment_id = p_deployment_id and s.slug = n.old_slug;
  if v_renamed is not null then
    perform provost_private.require_distinct_slugs(p_schedules);
    update provost.deployment_schedules s set slug = s.id::text
    where s.deployment_id = p_deployment_id and v_renamed ? s.id::text;
    update provost.deployment_schedules s
    set slug = v_renamed ->> s.id::text, updated = provost_private.clock_now()
    where s.deployment_id = p_deployment_id and v_renamed ? s.id::text;
  end if;
end
$$;
