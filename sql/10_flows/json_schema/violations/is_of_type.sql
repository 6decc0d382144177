-- Whether a value is of the type, or of one of the types, that the keyword `type` names.
-- 1.0 is an integer.
create or replace function provost_private.is_of_type(p_type jsonb, p_value jsonb)
returns boolean
language plpgsql immutable set search_path = ''
as $$
begin
  return p_type @> to_jsonb(jsonb_typeof(p_value))
    or p_type @> '"integer"' and jsonb_typeof(p_value) = 'number'
      and p_value::numeric % 1 = 0;
end
$$;
