-- One step of apply_schema_defaults: one value, by one schema. Alternatives are tried in their
-- order; the first that fits, with its own defaults, gives them.
create or replace function provost_private.fill_defaults(
  p_root jsonb, p_schema jsonb, p_value jsonb, p_depth integer
) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  v_value jsonb := p_value;
  v_schema jsonb;
  v_filled jsonb;
begin
  if jsonb_typeof(p_schema) <> 'object' or jsonb_typeof(p_value) not in ('object', 'array')
    or p_depth > 64
  then
    return p_value;
  end if;
  for v_schema in
    select provost_private.resolve_reference(p_root, p_schema ->> '$ref') where p_schema ? '$ref'
    union all
    select a.value from jsonb_array_elements(coalesce(p_schema -> 'allOf', '[]')) a
  loop
    v_value := provost_private.fill_defaults(p_root, v_schema, v_value, p_depth);
  end loop;
  for v_schema in
    select c.value
    from jsonb_array_elements(coalesce(p_schema -> 'anyOf', p_schema -> 'oneOf', '[]')) c
  loop
    v_filled := provost_private.fill_defaults(p_root, v_schema, v_value, p_depth);
    if provost_private.value_errors(p_root, v_schema, v_filled, '') = '[]' then
      v_value := v_filled;
      exit;
    end if;
  end loop;
  return case jsonb_typeof(v_value)
    when 'object' then provost_private.fill_member_defaults(p_root, p_schema, v_value, p_depth)
    else provost_private.fill_item_defaults(p_root, p_schema, v_value, p_depth) end;
end
$$;
