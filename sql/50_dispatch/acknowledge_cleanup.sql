-- It is done. False when somebody else has been given it meanwhile, or it is gone.
create or replace function provost_private.acknowledge_cleanup(p_id uuid, p_token uuid)
returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
begin
  delete from provost.cleanups c where c.id = p_id and c.lease_token = p_token;
  return found;
end
$$;
