-- Adds a schedule to a deployment, from JSON of the shape that deploy takes. `replace`: it takes
-- the place of all others; else a slug that is taken is refused. What it `replaces` becomes it.
create or replace function provost.create_schedule(
  deployment text, schedule jsonb, replace boolean default false
) returns provost.deployment_schedules
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_deployment_id uuid := (
    select d.id from provost_private.named_deployment(create_schedule.deployment) d);
  v_slug text;
  v_schedule provost.deployment_schedules;
begin
  perform provost_private.check_schedules(jsonb_build_array(create_schedule.schedule));
  v_slug := provost_private.schedule_slug(create_schedule.schedule);
  if create_schedule.replace then
    delete from provost.deployment_schedules s
    where s.deployment_id = v_deployment_id and s.slug <> v_slug
      and s.slug is distinct from create_schedule.schedule ->> 'replaces';
  elsif exists (
    select from provost.deployment_schedules s
    where s.deployment_id = v_deployment_id and s.slug = v_slug)
  then
    perform provost_private.fail_with('VOARG',
      format('Deployment %L has a schedule %L already.', create_schedule.deployment, v_slug), null,
      'Give the new one another slug (--slug), or replace what there is (--replace).');
  end if;
  perform provost_private.rename_schedules(
    v_deployment_id, jsonb_build_array(create_schedule.schedule));
  perform provost_private.upsert_schedules(
    v_deployment_id, jsonb_build_array(create_schedule.schedule));
  select s.* into v_schedule from provost.deployment_schedules s
  where s.deployment_id = v_deployment_id and s.slug = v_slug;
  return v_schedule;
exception
  when data_exception then
    perform provost_private.refuse_unreadable(
      'schedule', create_schedule.schedule, sqlerrm);
end
$$;
