-- Whether a value is an array of strings, each given once.
create or replace function provost_private.is_list_of_names(p_value jsonb) returns boolean
language sql immutable parallel safe
return jsonb_typeof(p_value) = 'array' and (
  select coalesce(bool_and(jsonb_typeof(n.value) = 'string'), true)
    and count(*) = count(distinct n.value)
  from jsonb_array_elements(
    case when jsonb_typeof(p_value) = 'array' then p_value else '[]' end) n);
