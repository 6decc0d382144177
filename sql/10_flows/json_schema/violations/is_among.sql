-- Whether a value is one of the constants in an array, as JSON: 1 is 1.0.
create or replace function provost_private.is_among(p_constants jsonb, p_value jsonb)
returns boolean
language plpgsql immutable set search_path = ''
as $$
begin
  -- Of scalars, to be contained is to be equal.
  if jsonb_typeof(p_value) not in ('object', 'array') then
    return p_constants @> jsonb_build_array(p_value);
  end if;
  return exists (select from jsonb_array_elements(p_constants) c where c.value = p_value);
end
$$;
