-- The violations within an object: each property by the schemas that are for it (`properties`,
-- `patternProperties`, else `additionalProperties`), and each name by `propertyNames`.
create or replace function provost_private.member_errors(
  p_root jsonb, p_schema jsonb, p_value jsonb, p_pointer text
) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  v_errors jsonb := '[]';
  v_name text;
  v_member jsonb;
  v_schema jsonb;
  v_pointer text;
begin
  if not p_schema ?| '{properties,patternProperties,additionalProperties,propertyNames}' then
    return v_errors;
  end if;
  for v_name, v_member in select * from jsonb_each(p_value) loop
    v_pointer := p_pointer || provost_private.escape_pointer(v_name);
    if p_schema ? 'propertyNames' then
      v_errors := v_errors || provost_private.value_errors(
        p_root, p_schema -> 'propertyNames', to_jsonb(v_name), v_pointer);
    end if;
    v_schema := case when p_schema ? 'patternProperties'
      then provost_private.member_schema(p_schema, v_name)
      else coalesce(p_schema -> 'properties' -> v_name, p_schema -> 'additionalProperties') end;
    if v_schema = 'false' and (p_schema -> 'properties' ? v_name) is not true then
      v_errors := v_errors || provost_private.value_error(v_pointer, 'additionalProperties',
        provost_private.describe_names(p_schema), v_member);
    elsif v_schema is not null then
      v_errors := v_errors
        || provost_private.value_errors(p_root, v_schema, v_member, v_pointer);
    end if;
    exit when jsonb_array_length(v_errors) >= 20;
  end loop;
  return v_errors;
end
$$;
