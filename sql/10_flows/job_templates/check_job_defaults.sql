-- Refuses the variables of a base job template when a default does not fit its own schema.
create or replace function provost_private.check_job_defaults(p_schema jsonb) returns void
language plpgsql stable set search_path = ''
as $$
declare
  v_error record;
begin
  select e.pointer, e.message into v_error
  from provost_private.parameter_errors(
    p_schema - 'required', provost_private.job_variable_defaults(p_schema)) e limit 1;
  if found then
    perform provost_private.fail_with('VOARG',
      format('The default of job variable "%s" does not fit its schema: %s.', v_error.pointer,
        v_error.message),
      'It stands in /variables/properties.', 'Change the default, or the schema of the variable.');
  end if;
end
$$;
