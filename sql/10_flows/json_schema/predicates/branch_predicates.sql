-- The predicates of the schemas in a list, up to the first that has none (null).
create or replace function provost_private.branch_predicates(
  p_root jsonb, p_schemas jsonb, p_at text, p_is_sure boolean, p_depth integer
) returns text[]
language plpgsql stable set search_path = ''
as $$
declare
  v_predicates text[] := '{}';
  v_predicate text;
  v_schema jsonb;
begin
  for v_schema in select * from jsonb_array_elements(p_schemas) loop
    v_predicate := provost_private.schema_predicate(
      p_root, v_schema, p_at, p_is_sure, p_depth + 1);
    v_predicates := v_predicates || v_predicate;
    exit when v_predicate is null;
  end loop;
  return v_predicates;
end
$$;
