-- The one schema that judges a property of an object whose schema has `patternProperties`:
-- its own and those of all patterns its name matches, or else `additionalProperties`.
create or replace function provost_private.member_schema(p_schema jsonb, p_name text)
returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  v_schemas jsonb := (
    select jsonb_agg(s.schema)
    from (
      select p_schema -> 'properties' -> p_name
      where p_schema -> 'properties' ? p_name
      union all
      select p.value
      from jsonb_each(p_schema -> 'patternProperties') p
      where provost_private.matches_pattern(p_name, provost_private.translate_pattern(p.key))
    ) as s (schema));
begin
  return case
    when v_schemas is null then p_schema -> 'additionalProperties'
    when v_schemas @> 'false' then 'false'
    else jsonb_build_object('allOf', v_schemas)
  end;
end
$$;
