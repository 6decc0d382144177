-- It could not be done, for this reason. Others may try at once; after the third time nobody does.
-- False when somebody else has been given it meanwhile.
create or replace function provost_private.release_cleanup(
  p_id uuid, p_token uuid, p_error text
) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update provost.cleanups c
  set lease_token = null, leased_until = null, last_error = left(p_error, 2000),
      given_up = case when c.deliveries >= 3 then provost_private.clock_now() end
  where c.id = p_id and c.lease_token = p_token;
  return found;
end
$$;
