-- The violations of `const`, `enum` and `type`: at most one, the most telling.
create or replace function provost_private.kind_errors(
  p_schema jsonb, p_value jsonb, p_pointer text
) returns jsonb
language plpgsql immutable set search_path = ''
as $$
declare
  v_keyword text;
begin
  if p_schema ? 'const' and p_schema -> 'const' <> p_value then
    v_keyword := 'const';
  elsif p_schema ? 'enum' and not provost_private.is_among(p_schema -> 'enum', p_value) then
    v_keyword := 'enum';
  elsif p_schema ? 'type' and not provost_private.is_of_type(p_schema -> 'type', p_value) then
    v_keyword := 'type';
  else
    return '[]';
  end if;
  return provost_private.value_error(
    p_pointer, v_keyword, provost_private.describe_schema(p_schema), p_value);
end
$$;
