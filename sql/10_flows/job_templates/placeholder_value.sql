-- What a placeholder is filled with: what its path leads to (`people[0].name`). Null when there is
-- nothing; JSON's null is something.
create or replace function provost_private.placeholder_value(p_name text, p_values jsonb)
returns jsonb
language sql immutable parallel safe
return p_values #> pg_catalog.string_to_array(
  pg_catalog.replace(pg_catalog.replace(p_name, '[', '.'), ']', ''), '.');
