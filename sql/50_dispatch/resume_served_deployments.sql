-- Lets the deployments go on that a process which served them paused on its way out. Those that an
-- operator has paused stay so.
create or replace function provost_private.resume_served_deployments(p_deployments text[])
returns void
language sql volatile security definer
begin atomic
  update provost.deployments d set paused = false, updated = provost_private.clock_now()
  from provost_private.served_pauses s
  where d.full_name = any (p_deployments) and s.deployment_id = d.id;
  delete from provost_private.served_pauses s
  using provost.deployments d
  where d.full_name = any (p_deployments) and s.deployment_id = d.id;
end;
