-- Every `{{ name }}` in the strings of a JSON value, and where it stands (RFC 6901), but for keys.
create or replace function provost_private.placeholder_places(p_template jsonb)
returns table (pointer text, name text)
language sql immutable
begin atomic
  with recursive nodes (pointer, node) as (
    select ''::text, p_template
    union all
    select n.pointer || provost_private.escape_pointer(c.key), c.value
    from nodes n
    cross join lateral (
      select e.key, e.value
      from jsonb_each(case jsonb_typeof(n.node) when 'object' then n.node end) e
      union all
      select (e.place - 1)::text, e.value
      from jsonb_array_elements(case jsonb_typeof(n.node) when 'array' then n.node end)
        with ordinality e (value, place)
    ) c
  )
  select n.pointer, m.match[1]
  from nodes n
  cross join lateral regexp_matches(
    n.node #>> '{}', provost_private.placeholder_pattern(), 'g') as m (match)
  where jsonb_typeof(n.node) = 'string';
end;
