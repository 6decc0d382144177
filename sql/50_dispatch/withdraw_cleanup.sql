-- Takes a note away, since the worker that wrote it has cleaned up itself. False when it is gone.
create or replace function provost_private.withdraw_cleanup(p_id uuid) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
begin
  delete from provost.cleanups c where c.id = p_id;
  return found;
end
$$;
