-- `required` and `properties` as a jsonpath predicate about an object; null for the keywords
-- that count properties or make them depend on each other.
create or replace function provost_private.object_predicate(
  p_root jsonb, p_schema jsonb, p_at text, p_is_sure boolean, p_depth integer
) returns text
language plpgsql stable set search_path = ''
as $$
declare
  v_properties jsonb := coalesce(p_schema -> 'properties', '{}');
  v_required jsonb := coalesce(p_schema -> 'required', '[]');
  v_parts text[] := '{}';
  v_name text;
  v_schema jsonb;
  v_at text;
  v_part text;
begin
  if p_schema ?| '{minProperties,maxProperties,dependentRequired,dependentSchemas}' then
    return null;
  end if;
  for v_name in select * from jsonb_array_elements_text(v_required) loop
    v_at := p_at || '.' || to_jsonb(v_name)::text;
    -- A predicate on a type or a constant is TRUE only of what exists.
    v_parts := v_parts || case
      when p_is_sure then '!((exists(' || v_at || ')) is unknown)'
      when v_properties -> v_name ?| '{type,const,enum}' then ''
      else 'exists(' || v_at || ')' end;
  end loop;
  for v_name, v_schema in select * from jsonb_each(v_properties) loop
    v_at := p_at || '.' || to_jsonb(v_name)::text;
    v_part := provost_private.schema_predicate(
      p_root, v_schema, v_at, p_is_sure, p_depth + 1);
    v_parts := v_parts || case
      when v_part = '' or v_required ? v_name then v_part
      else '((exists(' || v_at || ')) is unknown || (' || v_part || '))' end;
    exit when v_part is null;
  end loop;
  return provost_private.all_of_predicates(v_parts);
end
$$;
