-- `patternProperties`, `additionalProperties` and `propertyNames` as a jsonpath predicate about
-- an object: no property breaks them.
create or replace function provost_private.names_predicate(
  p_root jsonb, p_schema jsonb, p_at text, p_depth integer
) returns text
language plpgsql stable set search_path = ''
as $$
declare
  v_parts text[] := '{}';
  v_others text[];
  v_like text;
  v_part text;
  v_schema jsonb;
begin
  v_others := array(
    select '@.key != ' || to_jsonb(k.name)::text
    from jsonb_object_keys(coalesce(p_schema -> 'properties', '{}')) k (name));
  for v_like, v_schema in
    select provost_private.like_predicate('@.key', provost_private.translate_pattern(p.key)),
      p.value
    from jsonb_each(coalesce(p_schema -> 'patternProperties', '{}')) p
  loop
    v_others := v_others || ('!(' || v_like || ')');
    v_part := provost_private.schema_predicate(
      p_root, v_schema, '@.value', true, p_depth + 1);
    v_parts := v_parts || case when v_part = '' then '' else
      provost_private.no_member_predicate(p_at, v_like || ' && !(' || v_part || ')') end;
  end loop;
  if p_schema ? 'additionalProperties' then
    v_part := provost_private.schema_predicate(
      p_root, p_schema -> 'additionalProperties', '@.value', true, p_depth + 1);
    v_parts := v_parts || case when v_part = '' then '' else
      provost_private.no_member_predicate(p_at, provost_private.all_of_predicates(
        v_others || ('!(' || v_part || ')'))) end;
  end if;
  if p_schema ? 'propertyNames' then
    v_part := provost_private.schema_predicate(
      p_root, p_schema -> 'propertyNames', '@.key', true, p_depth + 1);
    v_parts := v_parts || case when v_part in ('', '@.key.type() == "string"') then '' else
      provost_private.no_member_predicate(p_at, '!(' || v_part || ')') end;
  end if;
  return provost_private.all_of_predicates(v_parts);
end
$$;
