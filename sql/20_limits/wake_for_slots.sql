-- Wakes a sleeping dispatcher when runs wait for slots of these limits, which their deployments
-- have.
create or replace function provost_private.wake_for_slots(p_limit_ids uuid[]) returns void
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
as $$
begin
  if provost_private.asleep_until() > provost_private.clock_now() and exists (
    select from provost.concurrency_limits l
    join provost.deployments d on d.id = l.deployment_id
    where l.id = any (p_limit_ids) and exists (
      select from provost.flow_runs r
      where r.work_queue_id = d.work_queue_id and r.deployment_id = d.id
        and r.state_type = 'SCHEDULED' and r.state_name = 'AwaitingConcurrencySlot')
  ) then
    perform provost_private.ring_doorbell('provost_doorbell');
  end if;
end
$$;
