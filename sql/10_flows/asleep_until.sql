-- Until when a dispatcher sleeps and wants to be woken: the number of the sequence `doorbell`. It
-- belongs to no transaction: what is set is seen at once, and stays after a rollback.
create or replace function provost_private.asleep_until() returns timestamptz
language sql volatile
return pg_catalog.to_timestamp(
  pg_catalog.pg_sequence_last_value('provost_private.doorbell'::regclass)
  / 1000.0::double precision);
