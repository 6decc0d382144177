-- After a deployment is paused or resumed, or what its runs take from it changes:
-- its schedules are planned afresh, so that what they planned carries the new definition.
-- Their versions rise first: a planner that is at work is waited for, and what it planned goes;
-- one that comes later finds its version stale. Locks the schedules, by id.
create or replace function provost_private.replan_deployment() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if old.paused is distinct from new.paused then
    -- Who pauses it on its way out notes that afterwards.
    delete from provost_private.served_pauses s where s.deployment_id = new.id;
  end if;
  perform from provost.deployment_schedules s
  where s.deployment_id = new.id order by s.id for update;
  update provost.deployment_schedules s
  set version = s.version + 1, next_plan_time = provost_private.clock_now(),
      updated = provost_private.clock_now(),
      last_planned_time = case when old.paused then provost_private.clock_now()
        else least(coalesce(s.last_planned_time, s.created), provost_private.clock_now()) end
  where s.deployment_id = new.id;
  perform provost_private.drop_planned_runs(s.id, new.paused),
    provost_private.retry_backfills(s.id)
  from provost.deployment_schedules s where s.deployment_id = new.id;
  return null;
end
$$;
