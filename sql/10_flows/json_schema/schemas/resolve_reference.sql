-- The schema that a `$ref` names within its root schema; null for no reference, or a dangling one.
create or replace function provost_private.resolve_reference(p_root jsonb, p_reference text)
returns jsonb
language plpgsql immutable strict set search_path = ''
as $$
begin
  return case when p_reference = '#' then p_root
    else provost_private.schema_at(
      p_root, provost_private.reference_pointer(p_reference)) end;
end
$$;
