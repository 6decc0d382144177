-- Refuses, with VOSCH, a JSON Schema (draft 2020-12) that could not be enforced to the letter:
-- an unknown or misused keyword, a regular expression with no equivalent here, a dangling or
-- circular `$ref`, more than 64 levels. Called when a deployment is saved.
create or replace function provost_private.check_parameter_schema(p_schema jsonb) returns void
language plpgsql stable set search_path = ''
as $$
declare
  v_pointer text;
  v_keyword text;
  v_value jsonb;
  v_problem text;
begin
  if jsonb_typeof(p_schema) is distinct from 'object' then
    perform provost_private.fail_with('VOSCH', 'A parameter schema must be a JSON object.',
      format('Got %s.', coalesce(provost_private.shorten_json(p_schema, 200), 'null')),
      'Pass a JSON Schema, for example the result of z.toJSONSchema(schema, { io: "input" }).');
  end if;

  select n.pointer || provost_private.escape_pointer(k.key), k.key, k.value,
    coalesce(
      case when n.depth > 64 then 'stands more than 64 levels deep' end,
      case when k.key = '$id' and n.pointer <> '' then 'is supported at the root only' end,
      provost_private.schema_keyword_problem(k.key, k.value))
  into v_pointer, v_keyword, v_value, v_problem
  from provost_private.schema_nodes(p_schema) n
  cross join lateral jsonb_each(case jsonb_typeof(n.node) when 'object' then n.node else '{}' end) k
  where n.depth > 64
    or k.key = '$id' and n.pointer <> ''
    or provost_private.schema_keyword_problem(k.key, k.value) is not null
  order by n.depth, n.pointer, k.key
  limit 1;
  if found then
    perform provost_private.refuse_schema(v_pointer, v_keyword, v_problem, v_value);
  end if;

  perform provost_private.check_schema_references(p_schema);
end
$$;
