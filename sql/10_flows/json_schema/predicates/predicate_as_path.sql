-- The text of a predicate, as schema_predicate writes it, as a jsonpath for `@@`.
create or replace function provost_private.predicate_as_path(p_predicate text) returns jsonpath
language sql immutable parallel safe
return case when p_predicate = '' then 'strict 1 == 1'
  else 'strict ' || p_predicate end::jsonpath;
