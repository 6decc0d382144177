-- Refuses a template of a pool that is not {"job_configuration": {…}, "variables": {…}}, where
-- `variables` is a JSON Schema of an object, with defaults that fit it, that knows every {{ name }}
-- of the configuration. A process has a fixed set of things to configure.
create or replace function provost_private.check_base_job_template(p_template jsonb, p_type text)
returns void
language plpgsql stable set search_path = ''
as $$
declare
  v_example constant text := 'Write {"job_configuration": {"env": "{{ env }}"}, "variables": '
    '{"type": "object", "properties": {"env": {"type": "object"}}}}.';
  v_problem text;
  v_unknown text;
  v_places text;
  v_schema jsonb := p_template -> 'variables';
begin
  v_problem := case
    when jsonb_typeof(p_template) <> 'object' then 'it is a JSON ' || jsonb_typeof(p_template)
    when coalesce(jsonb_typeof(p_template -> 'job_configuration'), '') <> 'object'
      then 'it has no object `job_configuration`'
    when coalesce(jsonb_typeof(v_schema), '') <> 'object' then 'it has no object `variables`'
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
  perform provost_private.check_job_members(p_template -> 'job_configuration', p_type);

  perform provost_private.check_parameter_schema(v_schema);
  select string_agg(distinct n.root, ', ' order by n.root),
    string_agg(distinct '/job_configuration' || p.pointer, ', ')
  into v_unknown, v_places
  from provost_private.placeholder_places(p_template -> 'job_configuration') p
  cross join lateral (select substring(p.name from '^[^.[]+') as root) n
  where provost_private.placeholder_kind(p.name) = 'value'
    and not coalesce(v_schema -> 'properties' ? n.root, false);
  if v_unknown is not null then
    perform provost_private.fail_with('VOARG',
      format('The job configuration uses variables that are not declared: %s.', v_unknown),
      format('They stand at %s. Declared are: %s.', v_places, coalesce((
        select string_agg(k, ', ' order by k)
        from jsonb_object_keys(coalesce(v_schema -> 'properties', '{}')) k), 'none')),
      'Add them to `variables.properties`.');
  end if;
  perform provost_private.check_job_defaults(v_schema);
end
$$;
