-- One key as a step of a JSON pointer (RFC 6901): "/" and the escaped key.
create or replace function provost_private.escape_pointer(p_key text) returns text
language sql immutable parallel safe
return '/' || pg_catalog.replace(pg_catalog.replace(p_key, '~', '~0'), '/', '~1');
