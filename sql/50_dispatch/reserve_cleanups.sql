-- Hands out what workers that are gone have left behind on a host, for 30 seconds, under a token
-- with which the receiver acknowledges, renews or releases it. What was handed out three times and
-- never acknowledged is given up, and stays to be seen.
create or replace function provost_private.reserve_cleanups(p_host text, p_limit integer)
returns table (id uuid, token uuid, kind text, target jsonb, delivery integer)
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_now timestamptz := provost_private.clock_now();
begin
  update provost.cleanups c
  set given_up = v_now, lease_token = null, leased_until = null,
      last_error = coalesce(c.last_error, 'It was handed out three times, and never acknowledged.')
  where c.host = p_host and c.given_up is null and c.deliveries >= 3
    and (c.leased_until is null or c.leased_until < v_now);

  return query
  update provost.cleanups c
  set lease_token = provost_private.new_id(), leased_until = v_now + interval '30 s',
      deliveries = c.deliveries + 1
  from (
    select d.id from provost.cleanups d
    where d.host = p_host and d.given_up is null
      and (d.leased_until is null or d.leased_until < v_now)
      and not exists (
        select from provost.workers w where w.id = d.worker_id and w.status <> 'OFFLINE')
    order by d.id limit p_limit for update skip locked
  ) due
  where c.id = due.id
  returning c.id, c.lease_token, c.kind, c.target, c.deliveries;
end
$$;
