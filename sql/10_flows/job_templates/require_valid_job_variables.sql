-- Refuses, with VOPAR, job variables that do not fit the schema of their work pool: the message
-- tells the first violation, the detail all of them (at most 20) as a JSON array.
create or replace function provost_private.require_valid_job_variables(
  p_schema jsonb, p_variables jsonb, p_work_pool text
) returns void
language plpgsql stable set search_path = ''
as $$
declare
  v_errors jsonb;
begin
  if provost_private.parameters_are_valid(p_schema, p_variables) then
    return;
  end if;
  select jsonb_agg(jsonb_build_object(
      'pointer', e.pointer, 'keyword', e.keyword, 'message', e.message) order by e.place)
  into v_errors
  from provost_private.parameter_errors(p_schema, p_variables)
    with ordinality e (pointer, keyword, message, place);
  perform provost_private.fail_with('VOPAR',
    format('%s of work pool %s: %s.',
      coalesce('Job variable ' || to_jsonb(nullif(v_errors #>> '{0,pointer}', ''))::text,
        'The job variables'),
      to_jsonb(p_work_pool), v_errors #>> '{0,message}'),
    v_errors::text,
    'Set job variables that fit the `variables` of the base job template of the pool: '
    '`provost work-pool inspect` shows it.');
end
$$;
