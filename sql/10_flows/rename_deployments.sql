-- After a flow gets another name: the full names of its deployments tell it, see
-- prepare_deployment.
create or replace function provost_private.rename_deployments() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update provost.deployments d set full_name = new.name || '/' || d.name
  where d.flow_id = new.id and d.kind = 'flow';
  return null;
end
$$;
