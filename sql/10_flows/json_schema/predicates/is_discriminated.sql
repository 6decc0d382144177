-- Whether the alternatives of a `oneOf` exclude each other: all are objects that must have the
-- same property, each with another constant. Then one match is enough.
create or replace function provost_private.is_discriminated(p_root jsonb, p_schemas jsonb)
returns boolean
language plpgsql stable set search_path = ''
as $$
begin
  return exists (
    select
    from jsonb_array_elements(p_schemas) s
    cross join lateral (
      select case when s.value ? '$ref'
        then provost_private.resolve_reference(p_root, s.value ->> '$ref') else s.value end
    ) as b (branch)
    cross join lateral jsonb_each(
      case when jsonb_typeof(b.branch) = 'object' then b.branch -> 'properties' end) p
    where b.branch ->> 'type' = 'object'
      and b.branch -> 'required' ? p.key
      and p.value ? 'const'
    group by p.key
    having count(distinct p.value -> 'const') = jsonb_array_length(p_schemas));
end
$$;
