-- Why an input cannot end the pause of a run, as the details of an answer; null when it can.
create or replace function provost_private.run_input_problem(
  p_flow_run provost.flow_runs, p_wait provost.flow_run_waits, p_input jsonb
) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  v_errors jsonb;
begin
  if p_wait.input_schema is null then
    return case
      when p_flow_run.state_details ? 'run_input_keyset'
        then '{"reason": "Run input schema not found.", "rule": "input_schema_is_missing"}'
    end::jsonb;
  end if;
  select jsonb_agg(jsonb_build_object(
      'pointer', e.pointer, 'keyword', e.keyword, 'message', e.message) order by e.place)
  into v_errors
  from provost_private.parameter_errors(p_wait.input_schema, coalesce(p_input, '{}'))
    with ordinality e (pointer, keyword, message, place);
  if v_errors is null then
    return null;
  end if;
  return jsonb_build_object(
    'reason', format('Run input validation failed: %s.', (
      select string_agg(
        format('%s: %s', coalesce(nullif(e.value ->> 'pointer', ''), '/'), e.value ->> 'message'),
        '; ' order by e.ord)
      from jsonb_array_elements(v_errors) with ordinality e (value, ord) where e.ord <= 5)),
    'rule', 'input_does_not_fit', 'errors', v_errors);
end
$$;
