-- Every schema within a schema, itself included, with its JSON pointer, its parent's, and how
-- deep it stands. Stops one level below the deepest nesting that is allowed (64).
create or replace function provost_private.schema_nodes(p_schema jsonb)
returns table (pointer text, parent text, in_place boolean, depth integer, node jsonb)
language plpgsql immutable set search_path = ''
as $$
begin
  return query
  with recursive nodes as (
    select '' as pointer, null::text as parent, false as in_place, 0 as depth, p_schema as node
    union all
    select n.pointer || c.pointer, n.pointer, c.in_place, n.depth + 1, c.child
    from nodes n cross join lateral provost_private.schema_children(n.node) c
    where n.depth <= 64
  )
  select * from nodes;
end
$$;
