-- Says until when a dispatcher sleeps and wants to be woken (see asleep_until); null: it is awake.
create or replace function provost_private.sleep_until(p_time timestamptz) returns void
language sql volatile
begin atomic
  select pg_catalog.setval('provost_private.doorbell',
    coalesce(ceil(extract(epoch from p_time) * 1000)::bigint, 1));
end;
