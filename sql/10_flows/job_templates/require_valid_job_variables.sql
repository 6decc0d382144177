-- Refuses, with VOPAR, job variables that do not fit the schema of their work pool.
create or replace function provost_private.require_valid_job_variables(
  p_schema jsonb, p_variables jsonb, p_work_pool text
) returns void
language plpgsql stable set search_path = ''
as $$
begin
  if provost_private.parameters_are_valid(p_schema, p_variables) then
    return;
  end if;
  perform provost_private.refuse_violations(p_schema, p_variables, 'Job variable',
    'The job variables', format('work pool %s', to_jsonb(p_work_pool)),
    'Set job variables that fit the `variables` of the base job template of the pool: '
    '`provost work-pool inspect` shows it.');
end
$$;
