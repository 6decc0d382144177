-- A list of texts from JSON, where a single one may stand for a list of one; null for null.
create or replace function provost_private.text_list(p_value jsonb) returns text[]
language sql immutable parallel safe
return case coalesce(jsonb_typeof(p_value), 'null')
  when 'array' then (
    select coalesce(array_agg(e.value), '{}') from jsonb_array_elements_text(p_value) e)
  when 'null' then null
  else array[p_value #>> '{}']
end;
