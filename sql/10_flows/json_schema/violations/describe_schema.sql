-- What a schema is for, in a few words: its constants, its types, or its title.
create or replace function provost_private.describe_schema(p_schema jsonb) returns text
language plpgsql immutable set search_path = ''
as $$
begin
  return case
    when p_schema is null then null
    when p_schema ? 'const' then provost_private.shorten_json(p_schema -> 'const', 80)
    when p_schema ? 'enum' then
      coalesce('one of ' || provost_private.list_words(p_schema -> 'enum', 20), 'no value here')
    when jsonb_typeof(p_schema -> 'type') = 'array' then (
      select string_agg(provost_private.describe_type(t.type), ' or ' order by t.place)
      from jsonb_array_elements_text(p_schema -> 'type') with ordinality t (type, place))
    when p_schema ->> 'type' = 'object' and p_schema -> 'required' <> '[]' then
      'an object with ' || provost_private.list_words(p_schema -> 'required', 5)
    when p_schema ? 'type' then provost_private.describe_type(p_schema ->> 'type')
    when p_schema ? 'title' then p_schema ->> 'title'
    else 'a value'
  end;
end
$$;
