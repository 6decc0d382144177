-- Says that the holders of leases live, and answers those that they still hold. A lease that has
-- expired is not renewed: somebody else may have its slots.
create or replace function provost_private.renew_slots(p_lease_ids uuid[]) returns setof uuid
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
declare
  v_now timestamptz := provost_private.clock_now();
begin
  return query
  with renewed as (
    update provost_private.slots s
    set expires = v_now + make_interval(secs => s.lease_seconds)
    where s.lease_id = any (p_lease_ids) and s.granted is not null
      and (s.expires is null or s.expires > v_now)
    returning s.lease_id
  )
  select distinct r.lease_id from renewed r;
end
$$;
