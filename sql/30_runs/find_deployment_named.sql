-- The deployment that a program names: by `flow/deployment`, or by its id.
create or replace function provost_private.find_deployment_named(p_deployment text)
returns provost.deployments
language plpgsql stable set search_path = ''
as $$
begin
  if p_deployment ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    return provost_private.find_deployment(null, p_deployment::uuid);
  end if;
  return provost_private.find_deployment(p_deployment, null);
end
$$;
