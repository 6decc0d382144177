-- After a deployment is paused or resumed, or its default parameters, tags or queue change:
-- its schedules are planned afresh, so that what they planned carries the new definition.
create or replace function provost_private.replan_deployment() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform provost_private.drop_planned_runs(s.id)
  from provost.deployment_schedules s where s.deployment_id = new.id;
  update provost.deployment_schedules s set next_plan_time = provost_private.clock_now()
  where s.deployment_id = new.id and s.active;
  return null;
end
$$;
