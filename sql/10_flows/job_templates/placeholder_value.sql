-- What a placeholder is filled with: of a variable, what is kept under its name; of anything else,
-- what its path leads to (`people[0].name`). Null when there is nothing; JSON's null is something.
create or replace function provost_private.placeholder_value(p_name text, p_values jsonb)
returns jsonb
language sql immutable parallel safe
return case provost_private.placeholder_kind(p_name)
  when 'variable' then p_values -> pg_catalog.regexp_replace(p_name, '^\w+\.variables\.', '')
  else p_values #> pg_catalog.string_to_array(
    pg_catalog.replace(pg_catalog.replace(p_name, '[', '.'), ']', ''), '.')
end;
