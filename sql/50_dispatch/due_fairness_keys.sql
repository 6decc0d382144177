-- The fairness keys of a queue under which runs are due, as hashes with their weights, and null for
-- its runs without a key. It looks at 250 keys under which runs wait, from the hash `p_from` on,
-- and on from the first: mostly these are all. Of more it is others each time, as chance has it.
create or replace function provost_private.due_fairness_keys(
  p_work_queue_id uuid, p_from bigint, p_now timestamptz
) returns table (key_hash bigint, weight double precision)
language sql stable set enable_seqscan = off set jit = off
begin atomic
  with ahead as materialized (
    select w.* from provost_private.waiting_fairness_keys(
      p_work_queue_id, p_from, 9223372036854775807, 250) w
  ),
  behind as materialized (
    select w.* from provost_private.waiting_fairness_keys(
      p_work_queue_id, (-9223372036854775808)::bigint, p_from - 1,
      250 - (select count(*)::integer from ahead)) w
  )
  select k.key_hash, k.weight
  from (select * from ahead union all select * from behind) k
  where k.first_start <= p_now
  union all
  select null, 1
  where exists (
    select from provost.flow_runs r
    where r.work_queue_id = p_work_queue_id and r.fairness_key is null
      and r.state_type = 'SCHEDULED' and r.state_name <> 'AwaitingConcurrencySlot'
      and r.next_scheduled_start_time <= p_now);
end;
