-- The keywords for arrays as a jsonpath predicate about an array; null for those that compare
-- or count items.
create or replace function provost_private.array_predicate(
  p_root jsonb, p_schema jsonb, p_at text, p_is_sure boolean, p_depth integer
) returns text
language plpgsql stable set search_path = ''
as $$
declare
  v_prefix jsonb := coalesce(p_schema -> 'prefixItems', '[]');
  v_length integer := jsonb_array_length(v_prefix);
  v_parts text[];
  v_part text;
begin
  if p_schema ? 'contains' or p_schema -> 'uniqueItems' = 'true' then
    return null;
  end if;
  v_parts := array[
    coalesce(p_at || '.size() >= ' || (p_schema ->> 'minItems'), ''),
    coalesce(p_at || '.size() <= ' || (p_schema ->> 'maxItems'), '')];
  for v_place in 0 .. v_length - 1 loop
    v_part := provost_private.schema_predicate(p_root, v_prefix -> v_place,
      p_at || '[' || v_place || ']', p_is_sure, p_depth + 1);
    v_parts := v_parts || case when v_part = '' then ''
      else '(' || p_at || '.size() <= ' || v_place || ' || (' || v_part || '))' end;
    exit when v_part is null;
  end loop;

  if p_schema ? 'items' then
    v_part := provost_private.schema_predicate(
      p_root, p_schema -> 'items', '@', true, p_depth + 1);
    v_parts := v_parts || case
      when v_part = '' then ''
      when v_length = 0 then '!exists(' || p_at || '[*] ? (!(' || v_part || ')))'
      else '(' || p_at || '.size() <= ' || v_length || ' || !exists(' || p_at
        || '[' || v_length || ' to last] ? (!(' || v_part || '))))' end;
  end if;
  return provost_private.all_of_predicates(v_parts);
end
$$;
