-- Deletes a result that is stored in the database.
create or replace function provost_private.drop_result(p_key text) returns void
language sql volatile security definer
begin atomic
  delete from provost_private.stored_results s where s.key = p_key;
end;
