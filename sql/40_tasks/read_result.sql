-- A part of a result that is stored in the database; null when there is none.
create or replace function provost_private.read_result(p_key text, p_part integer) returns bytea
language sql stable security definer
begin atomic
  select s.bytes from provost_private.stored_results s
  where s.key = p_key and s.part = p_part;
end;
