-- The deployment that a new run names, by `flow/deployment` name or by id; refuses with the
-- nearest names when there is none.
create or replace function provost_private.find_deployment(p_full_name text, p_id uuid)
returns provost.deployments
language plpgsql stable set search_path = ''
as $$
declare
  v_deployment provost.deployments;
begin
  if p_id is null then
    select d.* into v_deployment from provost.deployments d where d.full_name = p_full_name;
  else
    select d.* into v_deployment from provost.deployments d
    where d.id = p_id and d.full_name = coalesce(p_full_name, d.full_name);
  end if;
  if v_deployment.id is null then
    perform provost_private.fail_with('VODEP',
      format('No deployment is named %L.', coalesce(p_full_name, p_id::text)),
      (select format('Deployments: %s.', coalesce(string_agg(n.full_name, ', '), 'none yet'))
       from (select d.full_name from provost.deployments d order by d.full_name limit 20) n),
      'Name it "flow/deployment", or deploy it first: provost deploy FILE:EXPORT.');
  end if;
  return v_deployment;
end
$$;
