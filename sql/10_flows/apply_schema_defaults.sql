-- The value with the defaults of its schema for what is absent, as zod's input would have them:
-- in objects at any depth, through arrays, references and the alternative that then fits.
-- Null is a value and stays. Run it before the value is judged.
create or replace function provost_private.apply_schema_defaults(p_schema jsonb, p_value jsonb)
returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  if not jsonb_path_exists(p_schema, 'lax $.**."default"') then
    return p_value;
  end if;
  return provost_private.fill_defaults(p_schema, p_schema, p_value, 0);
end
$$;
