-- The concurrency limits by name, each with the slots that are taken and waited for. For people
-- to read: the CLI calls it. Takes no locks.
create or replace function provost_private.list_concurrency_limits()
returns table (
  id uuid, name text, "limit" integer, active boolean, active_slots integer,
  waiting_slots integer, denied_slots integer, slot_decay_per_second double precision,
  avg_slot_occupancy_seconds double precision, deployment text
)
language sql stable security definer
begin atomic
  select l.id, l.name, l."limit", l.active, provost.concurrency_limits_active_slots(l),
    case when l.deployment_id is null
      then (select coalesce(sum(s.slots), 0)::integer from provost.concurrency_slots s
        where s.limit_id = l.id and s.status = 'WAITING')
      -- Runs wait for the slot of their deployment as rows of their queue. Of a crowd it counts
      -- the first 10,000.
      else (select count(*)::integer from (
        select from provost.flow_runs r
        where r.work_queue_id = d.work_queue_id and r.deployment_id = d.id
          and r.state_type = 'SCHEDULED' and r.state_name = 'AwaitingConcurrencySlot'
        limit 10000) w) end,
    provost.concurrency_limits_denied_slots(l), l.slot_decay_per_second,
    l.avg_slot_occupancy_seconds, d.full_name
  from provost.concurrency_limits l left join provost.deployments d on d.id = l.deployment_id
  order by l.name;
end;
