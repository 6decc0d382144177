-- What is wrong with one keyword of a schema, as the end of a sentence about it; null when
-- nothing is. Called for every keyword when a deployment is saved.
create or replace function provost_private.schema_keyword_problem(p_keyword text, p_value jsonb)
returns text
language plpgsql stable set search_path = ''
as $$
declare
  v_shape text := (
    select k.shape from provost_private.schema_keywords() k where k.keyword = p_keyword);
  v_kind text := jsonb_typeof(p_value);
begin
  if v_shape is null then
    return case when p_keyword !~ '^(?:x-|ui:)' then 'is not supported' end;
  end if;
  return case v_shape
    when 'count' then
      case when v_kind <> 'number' or p_value < '0' or p_value::numeric % 1 <> 0
        then 'must be a whole number of at least 0' end
    when 'number' then case when v_kind <> 'number' then 'must be a number' end
    when 'divisor' then
      case when v_kind <> 'number' or p_value <= '0' then 'must be a number above 0' end
    when 'boolean' then case when v_kind <> 'boolean' then 'must be true or false' end
    when 'string' then case when v_kind <> 'string' then 'must be a string' end
    when 'array' then case when v_kind <> 'array' then 'must be an array' end
    when 'reference' then
      case when v_kind <> 'string' or p_value #>> '{}' !~ '^#(?:/|$)'
        then 'must point into the same schema, as in "#" or "#/$defs/name"' end
    when 'pattern' then
      case when v_kind <> 'string' then 'must be a string'
        else provost_private.pattern_problem(p_value #>> '{}') end
    when 'type' then provost_private.schema_type_problem(p_value)
    when 'names' then
      case when not provost_private.is_list_of_names(p_value)
        then 'must be an array of different strings' end
    when 'names map' then provost_private.schema_map_problem(v_shape, p_value)
    when 'schema' then
      case when v_kind not in ('object', 'boolean')
        then 'must be a schema: an object, true or false' end
    when 'schema list' then
      case when v_kind <> 'array' or p_value = '[]'
          or jsonb_path_exists(p_value, '$[*] ? (@.type() != "object" && @.type() != "boolean")')
        then 'must be an array of at least one schema' end
    when 'schema map' then provost_private.schema_map_problem(v_shape, p_value)
    when 'schema map by pattern' then provost_private.schema_map_problem(v_shape, p_value)
  end;
end
$$;
