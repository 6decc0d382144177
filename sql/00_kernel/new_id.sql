-- A new uuid, version 7: ordered by time, so that primary keys grow at their right edge and
-- "newest first" is an index scan; rows that one statement inserts are in order as well.
-- PostgreSQL 18 has it built in; 15 to 17 build it as 18 does, from the milliseconds since 1970,
-- twelve bits for their fraction, and chance. Both times are one number, so that the clock is read
-- once. The choice is made when this file is loaded, which keeps the function a single expression
-- that inlines.
do $load$
begin
  if current_setting('server_version_num')::integer >= 180000 then
    create or replace function provost_private.new_id() returns uuid
    language sql volatile parallel safe
    return pg_catalog.uuidv7();
  else
    create or replace function provost_private.new_id() returns uuid
    language sql volatile parallel safe
    return (
      overlay(
        lpad(pg_catalog.to_hex(
          (extract(epoch from pg_catalog.clock_timestamp()) * 1000000)::bigint * 512 / 125),
          15, '0')
        placing '7' from 13 for 0)
      || substr(pg_catalog.gen_random_uuid()::text, 20))::uuid;
  end if;
end
$load$;
