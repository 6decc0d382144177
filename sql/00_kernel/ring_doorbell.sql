-- The only place that notifies. Hints may be lost (every listener also polls), so a bell
-- carries at most one id. Callers make sure that somebody listens before they ring: NOTIFY
-- serialises commits, and an unheard bell would cost every enqueuer.
create or replace function provost_private.ring_doorbell(p_channel text, p_payload text default '')
returns void
language sql volatile
return pg_catalog.pg_notify(p_channel, p_payload);
