-- Which of the runs that are about to start get a slot of their deployment, first come, first
-- served, and what the others lack: ZERO (nothing ever starts, and nothing cancels it), LAPSED (the
-- run had a slot, did not start within the grace period, and all are taken now), PAUSED (it has
-- been paused, and waits for a slot to go on) or what its deployment does with one too many. Runs
-- whose deployment has no limit are missing from the answer, and cost next to nothing.
-- Locks all the runs, in order, if any of them has a limit, and then the limits, under whose locks
-- change_flow_run_states stores the slots. (Touches the limits, see grant_slots.)
create or replace function provost_private.seat_flow_runs(
  p_changes provost_private.flow_run_change[]
) returns provost_private.flow_run_seat[]
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
as $$
declare
  v_now timestamptz;
  v_limits uuid[] := array(
    select distinct l.id
    from unnest(p_changes) c
    join provost.flow_runs r on r.id = c.flow_run_id
    join provost.concurrency_limits l on l.deployment_id = r.deployment_id and l.active
    where c.type in ('PENDING', 'RUNNING') and c.force is not true);
begin
  if v_limits = '{}' then
    return '{}';
  end if;
  perform from provost.flow_runs r
  where r.id in (select c.flow_run_id from unnest(p_changes) c) order by r.id for update;
  perform provost_private.lock_limits(v_limits);
  update provost.concurrency_limits l set active = l.active where l.id = any (v_limits);
  v_now := provost_private.clock_now();

  return array(
    select (w.id, w.limit_id, coalesce(w.held, provost_private.new_id()),
      case
        when not w.wants then null
        when w.size = 0 and (w.worker_id is null or w.collision_strategy <> 'CANCEL_NEW')
          then 'ZERO'
        when row_number() over (partition by w.limit_id, w.wants order by w.ord) <= w.room then null
        when w.state_type = 'PENDING' then 'LAPSED'
        when w.state_type = 'PAUSED' and w.worker_id is null then 'PAUSED'
        else w.collision_strategy
      end,
      coalesce(w.grace_period_seconds, 300))::provost_private.flow_run_seat
    from (
      select r.id, r.state_type, c.ord, c.worker_id, l.limit_id, l.size, l.room, seat.held,
        d.collision_strategy, d.grace_period_seconds,
        seat.held is null and (r.state_type <> 'PENDING'
          or r.state_details ? 'deployment_concurrency_lease_id') as wants
      from unnest(p_changes) c
      join provost.flow_runs r on r.id = c.flow_run_id
      join provost.deployments d on d.id = r.deployment_id
      join provost.concurrency_limits own on own.deployment_id = d.id
      join provost_private.room_of_limits(v_limits, v_now) l on l.limit_id = own.id
      left join lateral (
        select s.lease_id as held from provost_private.slots s
        where s.flow_run_id = r.id and s.limit_id = l.limit_id
          and (s.expires is null or s.expires > v_now)
        limit 1
      ) seat on true
      where c.type in ('PENDING', 'RUNNING') and c.force is not true
        and r.state_type not in ('RUNNING', 'CANCELLING')
    ) w
    where w.wants or w.held is not null);
end
$$;
