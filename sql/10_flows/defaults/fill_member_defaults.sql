-- An object with the defaults of its properties' schemas for those it lacks, and with the
-- defaults within the properties it has. A default counts too when it stands behind a `$ref`.
create or replace function provost_private.fill_member_defaults(
  p_root jsonb, p_schema jsonb, p_value jsonb, p_depth integer
) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  v_value jsonb := p_value;
  v_name text;
  v_schema jsonb;
  v_member jsonb;
begin
  for v_name, v_schema in
    select p.key, p.value from jsonb_each(coalesce(p_schema -> 'properties', '{}')) p
    union all
    select m.key, p_schema -> 'additionalProperties' from jsonb_each(p_value) m
    where jsonb_typeof(p_schema -> 'additionalProperties') = 'object'
      and (p_schema -> 'properties' ? m.key) is not true
  loop
    v_member := coalesce(
      p_value -> v_name,
      v_schema -> 'default',
      provost_private.resolve_reference(p_root, v_schema ->> '$ref') -> 'default');
    if v_member is not null then
      v_value := v_value || jsonb_build_object(
        v_name, provost_private.fill_defaults(p_root, v_schema, v_member, p_depth + 1));
    end if;
  end loop;
  return v_value;
end
$$;
