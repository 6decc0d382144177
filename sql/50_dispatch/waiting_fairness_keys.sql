-- The fairness keys of a queue under which runs wait, with the hash by which flow_runs_fair_idx has
-- them, the time of their first run, and their weight; `p_limit` keys at most, from hash to hash.
-- It steps from key to key, however many runs each of them has.
create or replace function provost_private.waiting_fairness_keys(
  p_work_queue_id uuid, p_from bigint, p_to bigint, p_limit integer
) returns table (key_hash bigint, first_start timestamptz, weight double precision)
language sql stable set enable_seqscan = off set jit = off
begin atomic
  with recursive walk (key_hash, fairness_key, first_start, ord) as (
    (
      select hashtextextended(r.fairness_key, 0), r.fairness_key, r.next_scheduled_start_time, 1
      from provost.flow_runs r
      where r.work_queue_id = p_work_queue_id and r.fairness_key is not null
        and r.state_type = 'SCHEDULED' and r.state_name <> 'AwaitingConcurrencySlot'
        and hashtextextended(r.fairness_key, 0) between p_from and p_to and p_limit > 0
      order by hashtextextended(r.fairness_key, 0), r.next_scheduled_start_time limit 1
    )
    union all
    select next.* from walk w
    cross join lateral (
      select hashtextextended(r.fairness_key, 0), r.fairness_key, r.next_scheduled_start_time,
        w.ord + 1
      from provost.flow_runs r
      where r.work_queue_id = p_work_queue_id and r.fairness_key is not null
        and r.state_type = 'SCHEDULED' and r.state_name <> 'AwaitingConcurrencySlot'
        and hashtextextended(r.fairness_key, 0) > w.key_hash
        and hashtextextended(r.fairness_key, 0) <= p_to
      order by hashtextextended(r.fairness_key, 0), r.next_scheduled_start_time limit 1
    ) next
    where w.ord < p_limit
  )
  select w.key_hash, w.first_start, coalesce(f.weight, 1)
  from walk w left join provost.fairness_weights f on f.fairness_key = w.fairness_key
  order by w.ord;
end;
