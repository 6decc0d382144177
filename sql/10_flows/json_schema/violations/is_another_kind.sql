-- Whether violations say that a value is of another kind than the schema is for: it has
-- another type, or another constant, or one of its own properties has (a discriminator).
create or replace function provost_private.is_another_kind(p_errors jsonb, p_pointer text)
returns boolean
language plpgsql immutable set search_path = ''
as $$
begin
  return exists (
    select from jsonb_array_elements(p_errors) e
    where e.value ->> 'pointer' = p_pointer
        and e.value ->> 'keyword' in ('type', 'const', 'enum', 'false')
      or e.value ->> 'keyword' = 'const'
        and strpos(substr(e.value ->> 'pointer', length(p_pointer) + 2), '/') = 0);
end
$$;
