-- The clock: every engine function reads the time here, and nowhere else.
-- It has no knob. The test databases replace this one function by a settable twin, so
-- nobody who can call the API can move time.
create or replace function provost_private.clock_now() returns timestamptz
language sql volatile parallel safe
return pg_catalog.clock_timestamp();
