-- Refuses a template of a pool that is not {"job_configuration": {…}, "variables": {…}}, where
-- `variables` is a JSON Schema of an object that knows every {{ name }} of the configuration.
create or replace function provost_private.check_base_job_template(p_template jsonb) returns void
language plpgsql immutable set search_path = ''
as $$
declare
  v_example constant text := 'Write {"job_configuration": {"env": "{{ env }}"}, "variables": '
    '{"type": "object", "properties": {"env": {"type": "object"}}}}.';
  v_problem text;
  v_unknown text;
begin
  if p_template is null or p_template = '{}' then
    return;
  end if;
  v_problem := case
    when jsonb_typeof(p_template) <> 'object' then 'it is a JSON ' || jsonb_typeof(p_template)
    when coalesce(jsonb_typeof(p_template -> 'job_configuration'), '') <> 'object'
      then 'it has no object `job_configuration`'
    when coalesce(jsonb_typeof(p_template -> 'variables'), '') <> 'object'
      then 'it has no object `variables`'
  end;
  if v_problem is null then
    select 'it has an unknown member `' || k || '`' into v_problem
    from jsonb_object_keys(p_template) k
    where k not in ('job_configuration', 'variables') order by k limit 1;
  end if;
  if v_problem is not null then
    perform provost_private.fail_with('VOARG',
      format('Expected a base job template, but %s.', v_problem), null, v_example);
  end if;

  perform provost_private.check_parameter_schema(p_template -> 'variables');
  select string_agg(distinct m[1], ', ' order by m[1]) into v_unknown
  from regexp_matches(
    p_template ->> 'job_configuration', '\{\{\s*([A-Za-z_]\w*)\s*\}\}', 'g') as m
  where not coalesce(p_template #> '{variables,properties}' ? m[1], false);
  if v_unknown is not null then
    perform provost_private.fail_with('VOARG',
      format('The job configuration uses variables that are not declared: %s.', v_unknown),
      format('Declared are: %s.', coalesce((
        select string_agg(k, ', ' order by k)
        from jsonb_object_keys(coalesce(p_template #> '{variables,properties}', '{}')) k),
        'none')),
      'Add them to `variables.properties`.');
  end if;
end
$$;
