-- The first `p_limit` runs that wait in a queue for a time before `p_before`, with their places in
-- the order in which they would be started: what is due before what is not, and of what is due
-- each fairness key in its turn. Takes no locks.
create or replace function provost_private.runs_in_turn(
  p_work_queue_id uuid, p_before timestamptz, p_now timestamptz, p_limit integer
) returns table (id uuid, place bigint)
language sql stable set enable_seqscan = off set jit = off
begin atomic
  select f.id, row_number() over (order by f.start > p_now, f.turn, f.start, f.id)
  from (
    select w.id, w.start, case when w.start <= p_now then row_number() over (
      partition by w.key_hash, w.start > p_now order by w.start, w.id) / w.weight end as turn
    from (
      (select r.id, r.next_scheduled_start_time as start, null::bigint as key_hash,
        1::double precision as weight
      from provost.flow_runs r
      where r.work_queue_id = p_work_queue_id and r.fairness_key is null
        and provost_private.is_due(r, p_now) and r.next_scheduled_start_time <= p_before
      order by r.next_scheduled_start_time limit p_limit)
      union all
      select r.id, r.start, null, 1
      from provost_private.waiting_runs(p_work_queue_id, p_now, p_before, p_limit) r
      union all
      (select r.id, r.next_scheduled_start_time, null, 1 from provost.flow_runs r
      where r.work_queue_id = p_work_queue_id and r.state_type = 'SCHEDULED'
        and r.state_name = 'AwaitingConcurrencySlot'
      limit p_limit)
      union all
      select first.id, first.start, k.key_hash, k.weight
      from provost_private.waiting_fairness_keys(
        p_work_queue_id, (-9223372036854775808)::bigint, 9223372036854775807, 250) k
      cross join lateral (
        select r.id, r.next_scheduled_start_time as start from provost.flow_runs r
        where r.work_queue_id = p_work_queue_id and r.fairness_key is not null
          and hashtextextended(r.fairness_key, 0) = k.key_hash
          and provost_private.is_due(r, p_now) and r.next_scheduled_start_time <= p_before
        order by r.next_scheduled_start_time limit p_limit
      ) first
    ) w
  ) f
  order by f.start > p_now, f.turn, f.start, f.id limit p_limit;
end;
