-- Gives runs that wait in deleted queues to the queues of their deployments. Once a second, as an
-- insert may have been under way which nobody could see, and a run that has ended may be started
-- again years later; and when a queue is deleted, then also those that are under way or paused
-- (`p_open`), since they count for the limits of their pool.
create or replace function provost_private.move_stranded_runs(p_open boolean default false)
returns integer
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
as $$
declare
  v_moved integer;
begin
  if not exists (select from provost_private.retired_work_queues) then
    return 0;
  end if;
  update provost.flow_runs r
  set work_queue_id = coalesce((
    select d.work_queue_id from provost.deployments d where d.id = r.deployment_id),
    provost_private.find_work_queue(null, null))
  where r.id = any (array(
    select s.id from provost_private.retired_work_queues q
    cross join lateral (
      select f.id from provost.flow_runs f
      where f.work_queue_id = q.id and f.state_type = 'SCHEDULED'
        and f.state_name <> 'AwaitingConcurrencySlot'
      union all
      select f.id from provost.flow_runs f
      where f.work_queue_id = q.id and f.state_type = 'SCHEDULED'
        and f.state_name = 'AwaitingConcurrencySlot'
      union all
      select f.id from provost.flow_runs f
      where p_open and f.work_queue_id = q.id
        and f.state_type in ('PENDING', 'RUNNING', 'PAUSED', 'CANCELLING')
    ) s));
  get diagnostics v_moved = row_count;
  if v_moved > 0 then
    perform provost_private.ring_doorbell('provost_doorbell');
  end if;
  return v_moved;
end
$$;
