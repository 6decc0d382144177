-- The runs that would be started next: those of queues that are not paused, as far as the limits of
-- queues and pools have room, by their times alone: that fairness keys take turns is decided when
-- they are claimed. It changes nothing. What it looks at of each queue is locked until the end of
-- the caller's transaction, and a second caller is shown the rest. Null: all pools, all queues, any
-- time, any number; `queue_limit` is for each queue, `worker_limit` for each pool. Priorities are
-- those within a pool: by them, the runs of several pools take turns.
create or replace function provost.get_scheduled_flow_runs(
  work_pools text[] default null, work_queues text[] default null,
  scheduled_before timestamptz default null, scheduled_after timestamptz default null,
  "limit" integer default null, queue_limit integer default null,
  worker_limit integer default null, respect_queue_priorities boolean default false
) returns setof provost.flow_runs
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
declare
  v_queue record;
  v_room integer;
  v_ids uuid[] := '{}';
begin
  if least("limit", queue_limit, worker_limit) < 0 then
    perform provost_private.fail_with('VOARG',
      format('Expected limits of 0 or more, got %s.', least("limit", queue_limit, worker_limit)),
      null, 'Leave a limit out to have any number.');
  end if;
  for v_queue in
    select q.id, q.concurrency_limit
    from provost.work_pools p join provost.work_queues q on q.work_pool_id = p.id
    where not p.is_paused and not q.is_paused
      and (work_pools is null or p.name = any (work_pools))
      and (work_queues is null or q.name = any (work_queues))
    order by q.id
  loop
    v_room := least(queue_limit, case when v_queue.concurrency_limit is not null then greatest(
      v_queue.concurrency_limit - provost_private.count_running(array[v_queue.id]), 0) end);
    v_ids := v_ids || array(
      select i.id from (
        select u.* from (select r.id, r.next_scheduled_start_time as start from provost.flow_runs r
        where r.work_queue_id = v_queue.id and r.fairness_key is null
          and r.state_type = 'SCHEDULED' and r.state_name <> 'AwaitingConcurrencySlot'
          and r.next_scheduled_start_time <= coalesce(scheduled_before, 'infinity')
          and r.next_scheduled_start_time > coalesce(scheduled_after, '-infinity')
        order by r.next_scheduled_start_time limit v_room for update skip locked) u
        union all
        select k.* from (select r.id, r.next_scheduled_start_time from provost.flow_runs r
        where r.work_queue_id = v_queue.id and r.fairness_key is not null
          and r.state_type = 'SCHEDULED' and r.state_name <> 'AwaitingConcurrencySlot'
          and r.next_scheduled_start_time <= coalesce(scheduled_before, 'infinity')
          and r.next_scheduled_start_time > coalesce(scheduled_after, '-infinity')
        order by r.next_scheduled_start_time limit v_room for update skip locked) k
      ) i
      order by i.start limit v_room);
  end loop;

  return query
  select (c.run).*
  from (
    select r as run, provost_private.room_of_work_pool(q.work_pool_id) as room,
      row_number() over (
        partition by q.work_pool_id
        order by case when respect_queue_priorities then q.priority end,
          r.next_scheduled_start_time, r.id) as place
    from provost.flow_runs r join provost.work_queues q on q.id = r.work_queue_id
    where r.id = any (v_ids)
  ) c
  where c.place <= coalesce(least(worker_limit, c.room), c.place)
  order by case when respect_queue_priorities then c.place end,
    (c.run).next_scheduled_start_time, (c.run).id
  limit "limit";
end
$$;
