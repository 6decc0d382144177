-- The violations within an array: each item by its schema in `prefixItems` or else `items`,
-- and the number of items that fit `contains`.
create or replace function provost_private.item_errors(
  p_root jsonb, p_schema jsonb, p_value jsonb, p_pointer text
) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  v_errors jsonb := '[]';
  v_prefix jsonb := coalesce(p_schema -> 'prefixItems', '[]');
  v_item jsonb;
  v_schema jsonb;
  v_place integer := 0;
begin
  if p_schema ?| '{items,prefixItems}' then
    for v_item in select * from jsonb_array_elements(p_value) loop
      v_schema := coalesce(v_prefix -> v_place, p_schema -> 'items');
      if v_schema is not null then
        v_errors := v_errors || provost_private.value_errors(
          p_root, v_schema, v_item, p_pointer || '/' || v_place);
      end if;
      v_place := v_place + 1;
      exit when jsonb_array_length(v_errors) >= 20;
    end loop;
  end if;
  if p_schema ? 'contains' then
    v_errors := v_errors
      || provost_private.contains_errors(p_root, p_schema, p_value, p_pointer);
  end if;
  return v_errors;
end
$$;
