-- The event that slots of a limit were taken or given back: `p_verb` is acquired or released. The
-- two of a lease have ids that are made of it, so that the second can name the first.
create or replace function provost_private.slot_event(
  p_verb text, p_limit provost.concurrency_limits, p_slot provost_private.slots, p_now timestamptz
) returns provost.events
language sql stable parallel safe
return row(
  md5(p_limit.id || '/' || p_slot.lease_id || '/' || p_verb)::uuid, p_now, p_now,
  'provost.concurrency-limit.' || p_verb,
  jsonb_build_object(
    'provost.resource.id', 'provost.concurrency-limit.' || p_limit.id,
    'provost.resource.name', p_limit.name,
    'limit', p_limit."limit"::text, 'slots-acquired', p_slot.slots::text),
  case when p_slot.flow_run_id is null then '[]' else jsonb_build_array(jsonb_build_object(
    'provost.resource.id', 'provost.flow-run.' || p_slot.flow_run_id,
    'provost.resource.role', 'flow-run')) end,
  jsonb_strip_nulls(jsonb_build_object('lease_id', p_slot.lease_id, 'slots', p_slot.slots,
    'holder', p_slot.holder, 'flow_run_id', p_slot.flow_run_id, 'task_key', p_slot.task_key,
    'acquired', case when p_verb = 'released' then p_slot.granted end)),
  case when p_verb = 'released'
    then md5(p_limit.id || '/' || p_slot.lease_id || '/acquired')::uuid end)::provost.events;
