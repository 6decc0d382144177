-- The violations of the keywords for strings. Lengths count code points.
create or replace function provost_private.string_errors(
  p_schema jsonb, p_value jsonb, p_pointer text
) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  v_text text := p_value #>> '{}';
  v_length jsonb := to_jsonb(length(v_text));
  v_errors jsonb := '[]';
begin
  if v_length < p_schema -> 'minLength' then
    v_errors := v_errors || provost_private.value_error(p_pointer, 'minLength',
      'a string of at least '
        || provost_private.count_words(p_schema -> 'minLength', 'character', 'characters'),
      p_value);
  end if;
  if v_length > p_schema -> 'maxLength' then
    v_errors := v_errors || provost_private.value_error(p_pointer, 'maxLength',
      'a string of at most '
        || provost_private.count_words(p_schema -> 'maxLength', 'character', 'characters'),
      p_value);
  end if;
  if p_schema ? 'pattern' then
    if provost_private.matches_pattern(
      v_text, provost_private.translate_pattern(p_schema ->> 'pattern')) is not true
    then
      v_errors := v_errors || provost_private.value_error(p_pointer, 'pattern',
        provost_private.describe_pattern(p_schema), p_value);
    end if;
  elsif not provost_private.matches_pattern(
    v_text, provost_private.format_pattern(p_schema ->> 'format'))
  then
    v_errors := v_errors || provost_private.value_error(p_pointer, 'format',
      format('a string of the format %s', p_schema -> 'format'), p_value);
  end if;
  return v_errors;
end
$$;
