-- Locks the runs of a pool that are to start next, `p_limit` at most, and answers their ids: by the
-- priority of their queues, as far as the limits of these have room. Queues of the same priority
-- share what is to be had; which goes first is left to chance. What a queue leaves of its share
-- goes to the next, and at last to those that have filled theirs. Within a queue, runs that wait
-- for a slot of their deployment go first, when there is one; the others go by their time, and
-- those with fairness keys in turn. Runs that another worker is taking are skipped, not waited for.
-- Its plans are generic: planned for each `p_limit`, they would be made anew at each call.
create or replace function provost_private.choose_flow_runs(
  p_work_pool_id uuid, p_work_queues text[], p_limit integer, p_now timestamptz
) returns uuid[]
language plpgsql volatile set search_path = '' set enable_seqscan = off
set plan_cache_mode = force_generic_plan
as $$
declare
  v_queue record;
  v_ids uuid[] := '{}';
  v_more uuid[];
  v_not uuid[];
  v_filled uuid[] := '{}';
  v_room integer;
begin
  for v_queue in
    select q.id, q.concurrency_limit, pass,
      case pass when 1 then count(*) over (partition by q.priority, pass order by q.chance desc)
        else 1 end as sharers
    from (
      select w.id, w.concurrency_limit, w.priority, random() as chance,
        count(*) over (partition by w.priority) as peers
      from provost.work_queues w
      where w.work_pool_id = p_work_pool_id and not w.is_paused
        and (p_work_queues is null or w.name = any (p_work_queues))
    ) q
    cross join generate_series(1, case q.peers when 1 then 1 else 2 end) pass
    order by q.priority, pass, q.chance
  loop
    exit when cardinality(v_ids) >= p_limit;
    continue when v_queue.pass = 2 and v_queue.id <> all (v_filled);
    v_room := ceil((p_limit - cardinality(v_ids))::numeric / v_queue.sharers);
    -- What it gave in its first pass is locked by us, and would be found again.
    v_not := case v_queue.pass when 1 then '{}' else v_ids end;
    if v_queue.concurrency_limit is not null then
      v_room := least(v_room, v_queue.concurrency_limit
        - provost_private.count_running(array[v_queue.id])
        - (select count(*) from provost.flow_runs r
          where r.id = any (v_not) and r.work_queue_id = v_queue.id));
    end if;
    continue when v_room <= 0;

    v_more := array(
      select i from unnest(provost_private.seated_flow_runs(
        v_queue.id, v_room + cardinality(v_not), p_now)) i
      where i <> all (v_not) limit v_room);
    if exists (
      select from provost.flow_runs r
      where r.work_queue_id = v_queue.id and r.fairness_key is not null
        and r.state_type = 'SCHEDULED' and r.state_name <> 'AwaitingConcurrencySlot')
    then
      v_more := v_more || provost_private.fair_flow_runs(
        v_queue.id, v_room - cardinality(v_more), p_now, v_not);
    else
      v_more := v_more || provost_private.oldest_flow_runs(
        v_queue.id, v_room - cardinality(v_more), p_now, v_not);
    end if;
    v_ids := v_ids || v_more;
    if cardinality(v_more) >= v_room then
      v_filled := v_filled || v_queue.id;
    end if;
  end loop;
  return v_ids;
end
$$;
