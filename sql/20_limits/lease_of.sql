-- What a lease holds or waits for; no row when it is not there (any more).
create or replace function provost_private.lease_of(p_lease_id uuid)
returns table (
  lease_id uuid, limits text[], expires timestamptz, waits boolean, is_rate boolean,
  is_hopeless boolean
)
language sql stable
begin atomic
  select s.lease_id, array_agg(l.name order by l.name), min(s.expires), bool_or(s.granted is null),
    bool_or(s.is_rate), bool_or(s.granted is null and l.active and s.slots > l."limit")
  from provost_private.slots s join provost.concurrency_limits l on l.id = s.limit_id
  where s.lease_id = p_lease_id
  group by s.lease_id;
end;
