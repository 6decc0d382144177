-- The steps that judging a value takes without stepping into it: from a schema to one in its
-- `$ref`, `allOf`, `if` and the like. Both ends are JSON pointers; a dangling `$ref` has one too.
create or replace function provost_private.schema_steps(p_schema jsonb)
returns table (source text, target text, reference jsonb)
language plpgsql immutable set search_path = ''
as $$
begin
  return query
  select n.pointer, provost_private.reference_pointer(n.node ->> '$ref'), n.node -> '$ref'
  from provost_private.schema_nodes(p_schema) n
  where n.node ? '$ref'
  union all
  select n.parent, n.pointer, null
  from provost_private.schema_nodes(p_schema) n
  where n.in_place;
end
$$;
