-- Who holds slots of a concurrency limit, and who waits for some, in the order of their turn.
create or replace view provost.concurrency_slots as
select l.name as limit_name, s.slots,
  case when s.granted is null then 'WAITING' else 'HELD' end as status,
  coalesce(s.granted, s.requested) as since, s.expires, s.flow_run_id, s.task_key, s.holder,
  s.lease_id, s.limit_id, s.ticket
from provost_private.slots s join provost.concurrency_limits l on l.id = s.limit_id
where s.expires is null or s.expires > provost_private.clock_now();
