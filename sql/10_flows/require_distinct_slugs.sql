-- Refuses a list of schedules in which two have the same slug, or no slug and the same definition:
-- they would be one and the same schedule of the deployment.
create or replace function provost_private.require_distinct_slugs(p_schedules jsonb) returns void
language plpgsql stable set search_path = ''
as $$
declare
  v_slug text;
begin
  select provost_private.schedule_slug(s.value) into v_slug
  from jsonb_array_elements(p_schedules) s
  group by 1 having count(*) > 1 limit 1;
  if v_slug is not null then
    perform provost_private.fail_with('VOARG',
      format('Two schedules of the deployment are called %L.', v_slug), null,
      'Leave one of them out, or give each a slug of its own.');
  end if;
end
$$;
