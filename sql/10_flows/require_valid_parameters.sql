-- Refuses, with VOPAR, parameters that do not fit the schema of the deployment named: the
-- message tells the first violation, the detail all of them (at most 20) as a JSON array.
-- Called by the insert of a flow run.
create or replace function provost_private.require_valid_parameters(
  p_check jsonpath, p_schema jsonb, p_value jsonb, p_deployment text
) returns void
language plpgsql stable set search_path = ''
as $$
declare
  v_errors jsonb;
begin
  if provost_private.parameters_fit(p_check, p_schema, p_value) then
    return;
  end if;
  select jsonb_agg(jsonb_build_object(
      'pointer', e.pointer, 'keyword', e.keyword, 'message', e.message) order by e.place)
  into v_errors
  from provost_private.parameter_errors(p_schema, p_value)
    with ordinality e (pointer, keyword, message, place);
  perform provost_private.fail_with('VOPAR',
    format('%s of deployment %s: %s.',
      coalesce('Parameter ' || to_jsonb(nullif(v_errors #>> '{0,pointer}', ''))::text,
        'The parameters'),
      to_jsonb(p_deployment), v_errors #>> '{0,message}'),
    v_errors::text,
    'Pass parameters that fit the parameter schema of the deployment, or deploy one that allows '
    'these.');
end
$$;
