-- A decimal number from 0 to 255 without leading zeros, as a PostgreSQL regular expression.
create or replace function provost_private.byte_pattern() returns text
language sql immutable parallel safe
return '(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])';
