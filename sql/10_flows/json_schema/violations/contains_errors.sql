-- The violations of `contains`, with `minContains` (1 when absent) and `maxContains`.
create or replace function provost_private.contains_errors(
  p_root jsonb, p_schema jsonb, p_value jsonb, p_pointer text
) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  v_least jsonb := coalesce(p_schema -> 'minContains', '1');
  v_expected text := 'an array in which at %s %s of the items are '
    || replace(provost_private.describe_schema(p_schema -> 'contains'), '%', '%%');
  v_fitting jsonb := (
    select to_jsonb(count(*))
    from jsonb_array_elements(p_value) with ordinality i
    where provost_private.value_errors(p_root, p_schema -> 'contains', i.value,
      p_pointer || '/' || (i.ordinality - 1)) = '[]');
begin
  if v_fitting < v_least then
    return provost_private.value_error(
      p_pointer, 'contains', format(v_expected, 'least', v_least), p_value);
  elsif v_fitting > p_schema -> 'maxContains' then
    return provost_private.value_error(
      p_pointer, 'maxContains', format(v_expected, 'most', p_schema -> 'maxContains'), p_value);
  end if;
  return '[]';
end
$$;
