-- What job variables are when nobody sets them, as the schema of their pool says.
create or replace function provost_private.job_variable_defaults(p_schema jsonb) returns jsonb
language sql immutable
begin atomic
  select coalesce(jsonb_object_agg(e.key, e.value -> 'default'), '{}')
  from jsonb_each(coalesce(p_schema -> 'properties', '{}')) e
  where jsonb_typeof(e.value) = 'object' and e.value -> 'default' <> 'null';
end;
