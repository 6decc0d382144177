-- Puts requests into the queues of the limits that they name and that the caller has locked. Who
-- waits for no flow run must be heard of every 30 seconds (check_slots).
create or replace function provost_private.queue_for_slots(
  p_requests provost_private.slot_request[], p_limit_ids uuid[], p_now timestamptz
) returns void
language sql volatile
begin atomic
  insert into provost_private.slots (
    limit_id, lease_id, slots, ticket, flow_run_id, epoch, task_key, holder, is_rate,
    lease_seconds, requested, expires)
  select l.id, q.lease_id, q.slots, q.ticket, q.flow_run_id, q.epoch, q.task_key, q.holder,
    q.mode = 'rate_limit', q.lease_seconds, p_now,
    case when q.flow_run_id is null then p_now + interval '30 s' end
  from (
    select u.*, nextval('provost_private.slot_tickets') as ticket
    from unnest(p_requests) u order by u.ord
  ) q
  join provost.concurrency_limits l on l.name = any (q.names) and l.active
  where l.id = any (p_limit_ids)
  on conflict (limit_id, lease_id) do nothing;
end;
