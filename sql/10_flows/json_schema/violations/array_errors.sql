-- The violations of an array's length and of `uniqueItems`. Items are equal as JSON: 1 and 1.0.
create or replace function provost_private.array_errors(
  p_schema jsonb, p_value jsonb, p_pointer text
) returns jsonb
language plpgsql immutable set search_path = ''
as $$
declare
  v_length jsonb := to_jsonb(jsonb_array_length(p_value));
  v_errors jsonb := '[]';
begin
  if v_length < p_schema -> 'minItems' then
    v_errors := v_errors || provost_private.value_error(p_pointer, 'minItems',
      'an array of at least '
        || provost_private.count_words(p_schema -> 'minItems', 'item', 'items'), p_value);
  end if;
  if v_length > p_schema -> 'maxItems' then
    v_errors := v_errors || provost_private.value_error(p_pointer, 'maxItems',
      'an array of at most '
        || provost_private.count_words(p_schema -> 'maxItems', 'item', 'items'), p_value);
  end if;
  if p_schema -> 'uniqueItems' = 'true' and (
    select count(*) <> count(distinct i.value) from jsonb_array_elements(p_value) i)
  then
    v_errors := v_errors || provost_private.value_error(
      p_pointer, 'uniqueItems', 'an array of different items', p_value);
  end if;
  return v_errors;
end
$$;
