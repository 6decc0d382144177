-- A new uuid, version 7: ordered by time, so that primary keys grow at their right edge and
-- "newest first" is an index scan. PostgreSQL 18 has it built in; 15 to 17 build it from a
-- random uuid whose first 48 bits become the milliseconds since 1970. The choice is made
-- when this file is loaded, which keeps the function a single expression that inlines.
do $load$
begin
  if current_setting('server_version_num')::integer >= 180000 then
    create or replace function provost_private.new_id() returns uuid
    language sql volatile parallel safe
    return pg_catalog.uuidv7();
  else
    create or replace function provost_private.new_id() returns uuid
    language sql volatile parallel safe
    return pg_catalog.encode(
      pg_catalog.set_bit(pg_catalog.set_bit(
        overlay(
          pg_catalog.uuid_send(pg_catalog.gen_random_uuid())
          placing substring(
            pg_catalog.int8send(
              (extract(epoch from pg_catalog.clock_timestamp()) * 1000)::bigint) from 3)
          from 1 for 6),
        52, 1), 53, 1),
      'hex')::uuid;
  end if;
end
$load$;
