-- For deployments that cancel what runs when a new run comes: cancels as many of their oldest runs
-- as wait for a slot. Those get the slots when the cancelled ones have stopped.
create or replace function provost_private.make_room_for_new_runs() returns integer
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
as $$
declare
  v_changes provost_private.flow_run_change[];
begin
  select array_agg(provost_private.proposed_change(
    h.ord, h.id, 'CANCELLING', p_message => 'A newer run of the deployment takes its place.'))
  into v_changes
  from (
    select holder.id, row_number() over () as ord
    from provost.deployments d
    join provost.concurrency_limits l on l.deployment_id = d.id and l.active
    cross join lateral (
      select count(*) as waiting from (
        select from provost.flow_runs r
        where r.work_queue_id = d.work_queue_id and r.deployment_id = d.id
          and r.state_type = 'SCHEDULED' and r.state_name = 'AwaitingConcurrencySlot'
        limit l."limit") w
    ) w
    cross join lateral (
      select r.id from provost_private.slots s join provost.flow_runs r on r.id = s.flow_run_id
      where s.limit_id = l.id and s.granted is not null and r.state_type in ('PENDING', 'RUNNING')
      order by s.ticket
      limit greatest(w.waiting - (
        select count(*) from provost_private.slots c
        join provost.flow_runs g on g.id = c.flow_run_id
        where c.limit_id = l.id and g.state_type = 'CANCELLING') - greatest(
          l."limit" - provost_private.slots_held(l.id, provost_private.clock_now()), 0), 0)
      for update of r skip locked
    ) holder
    where d.collision_strategy = 'CANCEL_RUNNING' and w.waiting > 0
  ) h;
  if v_changes is null then
    return 0;
  end if;
  return (select count(*) from unnest(provost_private.change_flow_run_states(v_changes)) a
    where a.status <> 'ABORT');
end
$$;
