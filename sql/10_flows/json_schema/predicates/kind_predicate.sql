-- What a schema asks of values of one type, as a jsonpath predicate about one known to be so.
create or replace function provost_private.kind_predicate(
  p_root jsonb, p_schema jsonb, p_kind text, p_at text,
  p_is_sure boolean, p_depth integer
) returns text
language plpgsql stable set search_path = ''
as $$
begin
  return case p_kind
    when 'string' then provost_private.string_predicate(p_schema, p_at)
    when 'number' then provost_private.number_predicate(p_schema, p_at, false)
    when 'integer' then provost_private.number_predicate(p_schema, p_at, true)
    when 'object' then provost_private.all_of_predicates(array[
      provost_private.object_predicate(
        p_root, p_schema, p_at, p_is_sure, p_depth),
      provost_private.names_predicate(p_root, p_schema, p_at, p_depth)])
    when 'array' then provost_private.array_predicate(
      p_root, p_schema, p_at, p_is_sure, p_depth)
    else ''
  end;
end
$$;
