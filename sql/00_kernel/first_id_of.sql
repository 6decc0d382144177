-- The smallest id that new_id can make at an instant.
create or replace function provost_private.first_id_of(p_time timestamptz) returns uuid
language sql stable parallel safe
return rpad(lpad(to_hex(
  least(greatest(extract(epoch from p_time) * 1000, 0), 281474976710655)::bigint),
  12, '0'), 32, '0')::uuid;
