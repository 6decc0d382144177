-- Whether an event is as a filter wants it: {"resource": labels, "payload": contained JSON}.
create or replace function provost_private.event_fits(
  p_filter jsonb, p_resource jsonb, p_payload jsonb
) returns boolean
language sql immutable parallel safe
return provost_private.labels_fit(p_filter -> 'resource', p_resource)
  and p_payload @> coalesce(p_filter -> 'payload', '{}');
