-- The deployment that somebody means, by `flow/deployment` name or by id, as text; refuses, with
-- VODEP, one that does not exist.
create or replace function provost_private.named_deployment(p_deployment text)
returns provost.deployments
language plpgsql stable set search_path = ''
as $$
begin
  if p_deployment ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    return provost_private.find_deployment(null, p_deployment::uuid);
  end if;
  return provost_private.find_deployment(p_deployment, null);
end
$$;
