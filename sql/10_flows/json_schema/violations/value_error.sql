-- One violation, in the list that value_errors returns. A null `p_value`: there is no value.
create or replace function provost_private.value_error(
  p_pointer text, p_keyword text, p_expected text, p_value jsonb
) returns jsonb
language sql stable parallel safe
return jsonb_build_array(
  jsonb_build_object('pointer', p_pointer, 'keyword', p_keyword, 'expected', p_expected)
  || case when p_value is null then '{}' else jsonb_build_object('got', p_value) end);
