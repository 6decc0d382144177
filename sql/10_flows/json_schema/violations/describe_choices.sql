-- What the alternatives of an `anyOf` or `oneOf` are for.
create or replace function provost_private.describe_choices(p_root jsonb, p_schemas jsonb)
returns text
language plpgsql immutable set search_path = ''
as $$
declare
  v_words text[] := array(
    select provost_private.describe_schema(coalesce(
      provost_private.resolve_reference(p_root, s.value ->> '$ref'), s.value))
    from jsonb_array_elements(p_schemas) with ordinality s
    group by 1
    order by min(s.ordinality));
begin
  return case when cardinality(v_words) < jsonb_array_length(p_schemas)
    then format('a value that fits one of %s alternatives: ', jsonb_array_length(p_schemas))
    else '' end || array_to_string(v_words, ' or ');
end
$$;
