-- How many due runs are to be started before a due run, counted no further than `p_limit`: all of
-- more urgent queues; in its own queue those of its fairness key that came first, and as many of
-- each other key as its turns let pass meanwhile; as many as those of each other queue of the same
-- priority.
create or replace function provost_private.runs_before(
  p_run provost.flow_runs, p_now timestamptz, p_limit integer
) returns integer
language plpgsql stable set search_path = '' set enable_seqscan = off set jit = off
as $$
declare
  v_queue provost.work_queues;
  v_weight double precision := coalesce((
    select f.weight from provost.fairness_weights f where f.fairness_key = p_run.fairness_key), 1);
  v_own integer;
  v_count integer;
begin
  select q.* into v_queue from provost.work_queues q where q.id = p_run.work_queue_id;
  select count(*) into v_own from (
    (select from provost.flow_runs r
    where r.work_queue_id = v_queue.id and r.fairness_key is null
      and r.state_type = 'SCHEDULED' and r.state_name <> 'AwaitingConcurrencySlot'
      and r.next_scheduled_start_time < p_run.next_scheduled_start_time
      and p_run.fairness_key is null
    limit p_limit)
    union all
    (select from provost.flow_runs r
    where r.work_queue_id = v_queue.id and r.fairness_key is not null
      and r.state_type = 'SCHEDULED' and r.state_name <> 'AwaitingConcurrencySlot'
      and hashtextextended(r.fairness_key, 0) = hashtextextended(p_run.fairness_key, 0)
      and r.next_scheduled_start_time < p_run.next_scheduled_start_time
    limit p_limit)
  ) own;

  select v_own + coalesce(sum(runs.count), 0) into v_count
  from provost_private.due_fairness_keys(v_queue.id, (-9223372036854775807)::bigint, p_now) k
  cross join lateral (
    select count(*) from (
      (select from provost.flow_runs r
      where r.work_queue_id = v_queue.id and r.fairness_key is not null
        and r.state_type = 'SCHEDULED' and r.state_name <> 'AwaitingConcurrencySlot'
        and hashtextextended(r.fairness_key, 0) = k.key_hash
        and r.next_scheduled_start_time <= p_now
      limit least(p_limit, floor(v_own * k.weight / v_weight)::integer))
      union all
      (select from provost.flow_runs r
      where r.work_queue_id = v_queue.id and r.fairness_key is null
        and r.state_type = 'SCHEDULED' and r.state_name <> 'AwaitingConcurrencySlot'
        and r.next_scheduled_start_time <= p_now and k.key_hash is null
      limit least(p_limit, floor(v_own * k.weight / v_weight)::integer))
    ) due
  ) runs
  where k.key_hash is distinct from hashtextextended(p_run.fairness_key, 0);

  select v_count + count(*) into v_count
  from provost.work_queues q
  cross join lateral provost_private.waiting_runs(q.id, '-infinity', p_now,
    case when q.priority < v_queue.priority then p_limit else least(v_count, p_limit) end) due
  where q.work_pool_id = v_queue.work_pool_id and q.id <> v_queue.id
    and q.priority <= v_queue.priority and not q.is_paused;
  return least(v_count, p_limit);
end
$$;
