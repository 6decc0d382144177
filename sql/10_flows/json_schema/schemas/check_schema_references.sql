-- Refuses a schema with a `$ref` that names no schema, or that leads back to itself without ever
-- stepping into the value, or with references that fan out so far that judging one value would
-- take for ever. The walk ends by its limit, be there loops or not.
create or replace function provost_private.check_schema_references(p_schema jsonb) returns void
language plpgsql stable set search_path = ''
as $$
declare
  v_pointer text;
  v_reference jsonb;
  v_count integer;
begin
  select s.source, s.reference into v_pointer, v_reference
  from provost_private.schema_steps(p_schema) s
  where s.reference is not null and not exists (
    select from provost_private.schema_nodes(p_schema) n where n.pointer = s.target)
  limit 1;
  if found then
    perform provost_private.refuse_schema(
      v_pointer || '/$ref', '$ref', 'names no schema', v_reference);
  end if;

  with recursive steps as materialized (
    select * from provost_private.schema_steps(p_schema)
  ), walks as (
    select s.source as start, s.target from steps s
    union all
    select w.start, s.target from walks w join steps s on s.source = w.target
  )
  select min(l.start) filter (where l.start = l.target), count(*) into v_pointer, v_count
  from (select w.start, w.target from walks w limit 100001) l;
  if v_pointer is not null then
    perform provost_private.refuse_schema(v_pointer, '$ref',
      'leads back here without stepping into the value',
      provost_private.schema_at(p_schema, v_pointer));
  elsif v_count > 100000 then
    perform provost_private.refuse_schema(
      '', '$ref', 'branches so often that judging one value could take for ever', p_schema);
  end if;
end
$$;
