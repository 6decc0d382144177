-- Locks due runs of a queue in which some have fairness keys, `p_limit` at most and none of
-- `p_not`, and answers their ids: of each key its share, the oldest first. What a key leaves of its
-- share goes to the others, until there is nothing to take. Runs that another worker is taking
-- are skipped. Runs without a key are taken as if they had one together.
create or replace function provost_private.fair_flow_runs(
  p_work_queue_id uuid, p_limit integer, p_now timestamptz, p_not uuid[]
) returns uuid[]
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
as $$
declare
  -- Steps of the golden ratio spread evenly, however many are taken.
  v_turn double precision := nextval('provost_private.fairness_turns') * 0.61803398874989;
  v_keys bigint[];
  v_weights double precision[];
  v_ids uuid[] := p_not;
  v_upto integer := cardinality(p_not) + p_limit;
begin
  v_turn := v_turn - floor(v_turn);
  select array_agg(k.key_hash order by k.key_hash), array_agg(k.weight order by k.key_hash)
  into v_keys, v_weights
  from provost_private.due_fairness_keys(
    p_work_queue_id, ((random() - 0.5) * 9223372036854775807)::bigint * 2, p_now) k;
  while cardinality(v_ids) < v_upto and cardinality(v_keys) > 0 loop
    with share as materialized (
      select s.ord, s.runs, v_keys[s.ord] as key_hash, v_weights[s.ord] as weight
      from provost_private.fair_shares(v_weights, v_upto - cardinality(v_ids), v_turn) s
    ),
    taken as materialized (
      select s.ord, t.id, row_number() over (partition by s.ord) as place
      from share s
      cross join lateral (
        select keyed.id from (select r.id from provost.flow_runs r
        where r.work_queue_id = p_work_queue_id and r.fairness_key is not null
          and hashtextextended(r.fairness_key, 0) = s.key_hash
          and provost_private.is_due(r, p_now) and r.id <> all (v_ids)
        order by r.next_scheduled_start_time limit s.runs for update skip locked) keyed
        union all
        select other.id from (select r.id from provost.flow_runs r
        where s.key_hash is null
          and r.work_queue_id = p_work_queue_id and r.fairness_key is null
          and provost_private.is_due(r, p_now) and r.id <> all (v_ids)
        order by r.next_scheduled_start_time limit s.runs for update skip locked) other
      ) t
      where s.runs > 0
    ),
    -- Who has filled its share may have more.
    open as (
      select s.* from share s
      where s.runs = (select count(*) from taken t where t.ord = s.ord)
    )
    select v_ids || array(select t.id from taken t order by t.place, t.ord),
      array(select o.key_hash from open o order by o.ord),
      array(select o.weight from open o order by o.ord)
    into v_ids, v_keys, v_weights;
  end loop;

  -- Keys at which nobody looked this time have something left to do, perhaps.
  return v_ids[cardinality(p_not) + 1 :] || array(
    select r.id from provost.flow_runs r
    where r.work_queue_id = p_work_queue_id and r.fairness_key is not null
      and provost_private.is_due(r, p_now) and r.id <> all (v_ids)
    order by r.next_scheduled_start_time
    limit v_upto - cardinality(v_ids) for update skip locked);
end
$$;
