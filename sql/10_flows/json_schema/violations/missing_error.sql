-- The violation that an object lacks a property, placed where the property should be.
create or replace function provost_private.missing_error(
  p_schema jsonb, p_name text, p_pointer text, p_keyword text
) returns jsonb
language plpgsql immutable set search_path = ''
as $$
begin
  return provost_private.value_error(
    p_pointer || provost_private.escape_pointer(p_name), p_keyword,
    coalesce(provost_private.describe_schema(p_schema -> 'properties' -> p_name), 'a value'), null);
end
$$;
