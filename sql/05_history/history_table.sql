-- The full name of a table that is kept in partitions, as it is written.
create or replace function provost_private.history_table(p_name text) returns text
language sql stable
begin atomic
  select format('%I.%I', t.schema, t.name)
  from provost_private.history_tables t where t.name = p_name;
end;
