-- Refuses, with VOPAR, parameters that do not fit the schema of the deployment named. Called by the
-- insert of a flow run.
create or replace function provost_private.require_valid_parameters(
  p_check jsonpath, p_schema jsonb, p_value jsonb, p_deployment text
) returns void
language plpgsql stable set search_path = ''
as $$
begin
  if provost_private.parameters_fit(p_check, p_schema, p_value) then
    return;
  end if;
  perform provost_private.refuse_violations(p_schema, p_value, 'Parameter', 'The parameters',
    format('deployment %s', to_jsonb(p_deployment)),
    'Pass parameters that fit the parameter schema of the deployment, or deploy one that allows '
    'these.');
end
$$;
