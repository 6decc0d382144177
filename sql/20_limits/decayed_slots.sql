-- What is left of slots that come back by themselves, at a rate, since they were counted. A
-- fraction of a slot still is a slot.
create or replace function provost_private.decayed_slots(
  p_slots double precision, p_per_second double precision, p_counted timestamptz,
  p_now timestamptz
) returns double precision
language sql immutable parallel safe
return greatest(
  p_slots - p_per_second * greatest(extract(epoch from p_now - p_counted), 0)::double precision, 0);
