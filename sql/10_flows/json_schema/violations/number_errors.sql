-- The violations of the keywords for numbers. Arithmetic is exact: 0.3 is a multiple of 0.1.
create or replace function provost_private.number_errors(
  p_schema jsonb, p_value jsonb, p_pointer text
) returns jsonb
language plpgsql immutable set search_path = ''
as $$
declare
  v_errors jsonb := '[]';
begin
  if p_value < p_schema -> 'minimum' then
    v_errors := v_errors || provost_private.value_error(p_pointer, 'minimum',
      format('a number of at least %s', p_schema -> 'minimum'), p_value);
  end if;
  if p_value > p_schema -> 'maximum' then
    v_errors := v_errors || provost_private.value_error(p_pointer, 'maximum',
      format('a number of at most %s', p_schema -> 'maximum'), p_value);
  end if;
  if p_value <= p_schema -> 'exclusiveMinimum' then
    v_errors := v_errors || provost_private.value_error(p_pointer, 'exclusiveMinimum',
      format('a number above %s', p_schema -> 'exclusiveMinimum'), p_value);
  end if;
  if p_value >= p_schema -> 'exclusiveMaximum' then
    v_errors := v_errors || provost_private.value_error(p_pointer, 'exclusiveMaximum',
      format('a number below %s', p_schema -> 'exclusiveMaximum'), p_value);
  end if;
  if p_value::numeric % (p_schema -> 'multipleOf')::numeric <> 0 then
    v_errors := v_errors || provost_private.value_error(p_pointer, 'multipleOf',
      format('a multiple of %s', p_schema -> 'multipleOf'), p_value);
  end if;
  return v_errors;
end
$$;
