-- The part of a schema that a JSON pointer (RFC 6901) names; null when there is none.
create or replace function provost_private.schema_at(p_root jsonb, p_pointer text) returns jsonb
language plpgsql immutable set search_path = ''
as $$
begin
  return p_root #> array(
    select replace(replace(s.step, '~1', '/'), '~0', '~')
    from unnest((string_to_array(p_pointer, '/'))[2:]) with ordinality s (step, place)
    order by s.place);
end
$$;
