-- Locks limits, in the order of their ids, together with those for which their first waiters wait
-- as well, so that these can be served, when the leases that are about to go are gone; answers the
-- ids of all. Whoever gives out or frees slots holds these locks; after them only slots are locked.
create or replace function provost_private.lock_limits(p_ids uuid[], p_leaving uuid[] default '{}')
returns uuid[]
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
as $$
declare
  v_ids uuid[];
begin
  select array_agg(distinct i.id) into v_ids
  from (
    select unnest(p_ids) as id
    union all
    select other.limit_id
    from provost.concurrency_limits l
    cross join lateral (
      select s.lease_id from provost_private.slots s
      where s.limit_id = l.id and s.granted is null and s.lease_id <> all (p_leaving)
      order by s.ticket limit least(l."limit", 200)
    ) first
    join provost_private.slots other on other.lease_id = first.lease_id
    where l.id = any (p_ids)
  ) i;

  perform from provost.concurrency_limits l where l.id = any (v_ids) order by l.id
  for no key update;
  return v_ids;
end
$$;
