-- ★ Judges one value by one schema (JSON Schema 2020-12) and answers every violation as a JSON
-- array of {pointer, keyword, expected, got}; `[]` means valid. `p_root` is where references
-- start. It calls itself for parts of the value: enter through judge_value, which bounds that.
create or replace function provost_private.value_errors(
  p_root jsonb, p_schema jsonb, p_value jsonb, p_pointer text
) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  v_errors jsonb := '[]';
begin
  if p_schema = 'true' or p_schema = '{}' then
    return v_errors;
  elsif p_schema = 'false' then
    return provost_private.value_error(p_pointer, 'false', 'no value here', p_value);
  end if;

  if p_schema ?| '{type,const,enum}' then
    v_errors := provost_private.kind_errors(p_schema, p_value, p_pointer);
  end if;
  case jsonb_typeof(p_value)
    when 'string' then
      if p_schema ?| '{minLength,maxLength,pattern,format}' then
        v_errors := v_errors || provost_private.string_errors(p_schema, p_value, p_pointer);
      end if;
    when 'number' then
      if p_schema ?| '{minimum,maximum,exclusiveMinimum,exclusiveMaximum,multipleOf}' then
        v_errors := v_errors || provost_private.number_errors(p_schema, p_value, p_pointer);
      end if;
    when 'object' then
      if p_schema ?| '{required,minProperties,maxProperties,dependentRequired}' then
        v_errors := v_errors || provost_private.object_errors(p_schema, p_value, p_pointer);
      end if;
      v_errors := v_errors
        || provost_private.member_errors(p_root, p_schema, p_value, p_pointer);
    when 'array' then
      if p_schema ?| '{minItems,maxItems,uniqueItems}' then
        v_errors := v_errors || provost_private.array_errors(p_schema, p_value, p_pointer);
      end if;
      v_errors := v_errors
        || provost_private.item_errors(p_root, p_schema, p_value, p_pointer);
    else null;
  end case;
  if p_schema ?| '{$ref,allOf,anyOf,oneOf,not,if,dependentSchemas}' then
    v_errors := v_errors
      || provost_private.combined_errors(p_root, p_schema, p_value, p_pointer);
  end if;
  return v_errors;
end
$$;
