-- The subschemas directly below one schema: where each stands, and whether it judges the same
-- value as its parent (`in_place`: allOf, if …) rather than a part of it (properties, items …).
-- The one place that knows which keywords hold schemas. Values of a wrong shape are passed over.
create or replace function provost_private.schema_children(p_schema jsonb)
returns table (pointer text, child jsonb, in_place boolean)
language plpgsql immutable set search_path = ''
as $$
begin
  if jsonb_typeof(p_schema) <> 'object' then
    return;
  end if;
  return query
  select provost_private.escape_pointer(k.keyword) || coalesce(x.step, ''), x.child,
    k.keyword in ('allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'dependentSchemas')
  from provost_private.schema_keywords() k
  cross join lateral (
    select null, p_schema -> k.keyword
    where k.shape = 'schema'
    union all
    select '/' || (i.ordinality - 1), i.value
    from jsonb_array_elements(
      case when k.shape = 'schema list' and jsonb_typeof(p_schema -> k.keyword) = 'array'
        then p_schema -> k.keyword else '[]' end) with ordinality i
    union all
    select provost_private.escape_pointer(m.key), m.value
    from jsonb_each(
      case when k.shape like 'schema map%' and jsonb_typeof(p_schema -> k.keyword) = 'object'
        then p_schema -> k.keyword else '{}' end) m
  ) as x (step, child)
  where p_schema ? k.keyword;
end
$$;
