-- The names of all placeholders in the strings of a JSON value, each once, in order.
create or replace function provost_private.placeholder_names(p_template jsonb) returns text[]
language sql immutable
return array(
  select distinct p.name from provost_private.placeholder_places(p_template) p order by p.name);
