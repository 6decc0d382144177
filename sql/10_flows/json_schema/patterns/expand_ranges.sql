-- Hexadecimal ranges ("23 30-39") as the inside of a PostgreSQL bracket expression.
create or replace function provost_private.expand_ranges(p_ranges text) returns text
language sql immutable parallel safe
return (
  select string_agg(
    '\U' || lpad(split_part(r.range, '-', 1), 8, '0')
    || case when strpos(r.range, '-') > 0
      then '-\U' || lpad(split_part(r.range, '-', 2), 8, '0') else '' end, '')
  from unnest(string_to_array(p_ranges, ' ')) as r (range));
