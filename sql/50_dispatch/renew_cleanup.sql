-- It takes longer: 30 seconds more from now on. False when the time was up, and somebody else has
-- been given it.
create or replace function provost_private.renew_cleanup(p_id uuid, p_token uuid) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update provost.cleanups c set leased_until = provost_private.clock_now() + interval '30 s'
  where c.id = p_id and c.lease_token = p_token;
  return found;
end
$$;
