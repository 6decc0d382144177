-- An array with the defaults within its items.
create or replace function provost_private.fill_item_defaults(
  p_root jsonb, p_schema jsonb, p_value jsonb, p_depth integer
) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  if not p_schema ?| '{items,prefixItems}' then
    return p_value;
  end if;
  return coalesce((
    select jsonb_agg(
      provost_private.fill_defaults(
        p_root,
        coalesce(p_schema -> 'prefixItems' -> (i.ordinality - 1)::integer, p_schema -> 'items',
          'true'),
        i.value, p_depth + 1)
      order by i.ordinality)
    from jsonb_array_elements(p_value) with ordinality i), '[]');
end
$$;
