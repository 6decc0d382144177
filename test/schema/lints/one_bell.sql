-- notifies in ring_doorbell only
-- offence: create function provost_private.f() returns void language plpgsql as 'begin notify x;
--   end';
select signature as name, (regexp_match(source, '(pg_notify|\mnotify\M)', 'i'))[1] as detail
from own_functions where source ~* '(pg_notify|\mnotify\M)' and name <> 'ring_doorbell';
