-- The schedule with this id, or with this slug in a deployment. Refuses an unknown one.
create or replace function provost_private.find_schedule(p_deployment text, p_schedule text)
returns provost.deployment_schedules
language plpgsql stable set search_path = ''
as $$
declare
  v_deployment_id uuid := case when p_deployment is not null
    then (select d.id from provost_private.named_deployment(p_deployment) d) end;
  v_schedule provost.deployment_schedules;
begin
  select s.* into v_schedule from provost.deployment_schedules s
  where (v_deployment_id is null or s.deployment_id = v_deployment_id)
    and (s.id::text = lower(p_schedule) or (v_deployment_id is not null and s.slug = p_schedule));
  if v_schedule.id is null then
    perform provost_private.fail_with('VONFD', format('No schedule is called %L.', p_schedule),
      (select format('Schedules of %s: %s.', p_deployment,
        coalesce(string_agg(quote_literal(n.slug), ', ' order by n.slug), 'none'))
       from provost.deployment_schedules n where n.deployment_id = v_deployment_id
       having v_deployment_id is not null),
      'List them: select id, slug from provost.deployment_schedules.');
  end if;
  return v_schedule;
end
$$;
