-- `$ref`, `allOf`, `anyOf`, `oneOf`, `not` and `if` as a jsonpath predicate. References are
-- written out, so a recursive schema ends at the depth limit and has no predicate.
create or replace function provost_private.combined_predicate(
  p_root jsonb, p_schema jsonb, p_at text, p_is_sure boolean, p_depth integer
) returns text
language plpgsql stable set search_path = ''
as $$
declare
  v_parts text[] := '{}';
  v_part text;
begin
  if p_schema ? '$ref' then
    v_parts := v_parts || provost_private.schema_predicate(
      p_root, provost_private.resolve_reference(p_root, p_schema ->> '$ref'),
      p_at, p_is_sure, p_depth + 1);
  end if;
  if p_schema ? 'allOf' then
    v_parts := v_parts || provost_private.branch_predicates(
      p_root, p_schema -> 'allOf', p_at, p_is_sure, p_depth);
  end if;
  if p_schema ? 'anyOf'
    or p_schema ? 'oneOf' and provost_private.is_discriminated(p_root, p_schema -> 'oneOf')
  then
    v_parts := v_parts || provost_private.any_of_predicates(provost_private.branch_predicates(
      p_root, coalesce(p_schema -> 'anyOf', p_schema -> 'oneOf'),
      p_at, p_is_sure, p_depth));
  end if;
  if p_schema ? 'oneOf'
    and (p_schema ? 'anyOf' or not provost_private.is_discriminated(p_root, p_schema -> 'oneOf'))
  then
    v_parts := v_parts || provost_private.one_of_predicates(provost_private.branch_predicates(
      p_root, p_schema -> 'oneOf', p_at, true, p_depth));
  end if;
  if p_schema ? 'not' then
    v_part := provost_private.schema_predicate(
      p_root, p_schema -> 'not', p_at, true, p_depth + 1);
    v_parts := v_parts || case when v_part = '' then '1 == 0' else '!(' || v_part || ')' end;
  end if;
  if p_schema ? 'if' then
    v_parts := v_parts || provost_private.condition_predicate(
      p_root, p_schema, p_at, p_depth);
  end if;
  return provost_private.all_of_predicates(v_parts);
end
$$;
