-- Creates a deployment or brings it up to date, with its flow and schedules, from one JSON
-- object (the shape of `toDeployment()` in TypeScript), and answers its row.
create or replace function provost.deploy(deployment jsonb) returns provost.deployments
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_id uuid;
  v_deployment provost.deployments;
begin
  v_id := provost_private.save_deployment(deploy.deployment);
  select d.* into v_deployment from provost.deployments d where d.id = v_id;
  return v_deployment;
exception
  when data_exception then
    perform provost_private.refuse_unreadable('deployment', deploy.deployment, sqlerrm);
end
$$;
