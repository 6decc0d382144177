-- Refuses defaults of a deployment that could not be passed to its flow, once it is stored, with
-- VOPAR. Called when a deployment is saved.
create or replace function provost_private.check_deployed_parameters(p_deployment_id uuid)
returns void
language plpgsql stable set search_path = ''
as $$
declare
  v_errors jsonb := provost_private.violations_of_defaults(p_deployment_id);
begin
  if v_errors is not null then
    perform provost_private.fail_with('VOPAR',
      (select format('Parameter %s of deployment %s: %s.', v_errors #> '{0,pointer}',
          to_jsonb(d.full_name), v_errors #>> '{0,message}')
        from provost.deployments d where d.id = p_deployment_id),
      v_errors::text, 'Give defaults that fit the parameter schema, or leave them to the runs.');
  end if;
end
$$;
