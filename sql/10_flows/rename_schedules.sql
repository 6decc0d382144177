-- Gives schedules that take the place of others (`replaces`) the rows of these: what is deployed
-- under the old slug keeps its identity, history, `active` flag and planned runs under the new one.
-- Where the new slug is deployed already, as by the same list before, there is nothing to rename.
create or replace function provost_private.rename_schedules(
  p_deployment_id uuid, p_schedules jsonb
) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  v_clash text;
begin
  select x.value ->> 'replaces' into v_clash from jsonb_array_elements(p_schedules) x
  where x.value ->> 'replaces' <> provost_private.schedule_slug(x.value)
  group by 1
  having count(*) > 1 or x.value ->> 'replaces' in (
    select provost_private.schedule_slug(o.value) from jsonb_array_elements(p_schedules) o)
  limit 1;
  if v_clash is not null then
    perform provost_private.fail_with('VOARG',
      format('The schedule %L cannot be replaced: another one is to be, or to replace, it, too.',
        v_clash), null, 'Name each slug once: as that of a schedule, or as what one replaces.');
  end if;

  update provost.deployment_schedules s
  set slug = provost_private.schedule_slug(x.value), updated = provost_private.clock_now()
  from jsonb_array_elements(p_schedules) x
  where s.deployment_id = p_deployment_id and s.slug = x.value ->> 'replaces'
    and not exists (
      select from provost.deployment_schedules t
      where t.deployment_id = p_deployment_id
        and t.slug = provost_private.schedule_slug(x.value));
end
$$;
