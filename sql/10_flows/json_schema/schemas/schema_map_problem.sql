-- What is wrong with a keyword whose value is an object of schemas or of name lists; null when
-- nothing is. With the shape `schema map by pattern` its keys are regular expressions.
create or replace function provost_private.schema_map_problem(p_shape text, p_value jsonb)
returns text
language plpgsql stable set search_path = ''
as $$
declare
  v_key text;
  v_item jsonb;
begin
  if jsonb_typeof(p_value) <> 'object' then
    return 'must be an object';
  end if;
  for v_key, v_item in select * from jsonb_each(p_value) loop
    if p_shape = 'names map' then
      if not provost_private.is_list_of_names(v_item) then
        return format('must hold arrays of different strings, which %s is not',
          to_jsonb(v_key));
      end if;
    elsif jsonb_typeof(v_item) not in ('object', 'boolean') then
      return format('must hold schemas (objects, true or false), which %s is not',
        to_jsonb(v_key));
    elsif p_shape = 'schema map by pattern' and provost_private.pattern_problem(v_key) is not null
    then
      return format('must have regular expressions as keys, and %s %s', to_jsonb(v_key),
        provost_private.pattern_problem(v_key));
    end if;
  end loop;
  return null;
end
$$;
