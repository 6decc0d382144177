-- The violations of the keywords that apply other schemas to the same value: `$ref`, `allOf`,
-- `anyOf`, `oneOf`, `not`, `if` with `then` and `else`, `dependentSchemas`.
create or replace function provost_private.combined_errors(
  p_root jsonb, p_schema jsonb, p_value jsonb, p_pointer text
) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  v_errors jsonb := '[]';
  v_schema jsonb;
begin
  if p_schema ? '$ref' then
    v_errors := provost_private.value_errors(
      p_root, provost_private.resolve_reference(p_root, p_schema ->> '$ref'), p_value, p_pointer);
  end if;
  if p_schema ?| '{allOf,dependentSchemas}' then
    for v_schema in
      select a.value from jsonb_array_elements(coalesce(p_schema -> 'allOf', '[]')) a
      union all
      select d.value from jsonb_each(coalesce(p_schema -> 'dependentSchemas', '{}')) d
      where jsonb_typeof(p_value) = 'object' and p_value ? d.key
    loop
      v_errors := v_errors
        || provost_private.value_errors(p_root, v_schema, p_value, p_pointer);
    end loop;
  end if;

  if p_schema ? 'if' then
    v_schema := p_schema -> case
      when provost_private.value_errors(
        p_root, p_schema -> 'if', p_value, p_pointer) = '[]'
      then 'then' else 'else' end;
    if v_schema is not null then
      v_errors := v_errors
        || provost_private.value_errors(p_root, v_schema, p_value, p_pointer);
    end if;
  end if;
  if p_schema ? 'anyOf' then
    v_errors := v_errors
      || provost_private.choice_errors(p_root, p_schema, 'anyOf', p_value, p_pointer);
  end if;
  if p_schema ? 'oneOf' then
    v_errors := v_errors
      || provost_private.choice_errors(p_root, p_schema, 'oneOf', p_value, p_pointer);
  end if;
  if p_schema ? 'not'
    and provost_private.value_errors(p_root, p_schema -> 'not', p_value, p_pointer) = '[]'
  then
    v_errors := v_errors || provost_private.value_error(p_pointer, 'not',
      case when p_schema -> 'not' in ('{}', 'true') then 'no value here'
        else 'anything but ' || provost_private.describe_schema(p_schema -> 'not') end, p_value);
  end if;
  return v_errors;
end
$$;
