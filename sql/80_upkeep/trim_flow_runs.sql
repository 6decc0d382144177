-- Erases up to `p_batch` flow runs that ended longer ago than `p_older_seconds` (those that failed
-- or crashed, than `p_failed_seconds`, if that is longer), in the order of their ids from `p_after`
-- on (null: the first). Answers how many, and where to go on; null: done.
-- Runs of periods of which all is older leave their history to be dropped with its period. Only
-- those are looked at, unless the limit is meant exactly (`p_is_exact`): then the others' history
-- is deleted. So is, at any rate, what has an id that lies beside the periods.
create or replace function provost_private.trim_flow_runs(
  p_older_seconds double precision, p_failed_seconds double precision, p_after uuid,
  p_batch integer, p_is_exact boolean
) returns table (erased integer, next uuid)
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_before timestamptz := v_now - make_interval(secs => p_older_seconds);
  v_failed_before timestamptz :=
    v_now - make_interval(secs => greatest(p_older_seconds, p_failed_seconds));
  v_settled timestamptz := least(v_before, v_now - interval '1 day'); -- see drop_history
  v_beyond uuid := provost_private.first_id_of(v_now + interval '1 day');
  v_upto uuid;
  v_ids uuid[];
  v_leaving uuid[];
  v_others uuid[];
begin
  select provost_private.first_id_of(
    case when p_is_exact then v_before else coalesce(max(p.to_time), '-infinity') end)
  into v_upto
  from provost_private.history_periods p where p.kind = 'runs' and p.to_time <= v_settled;

  if p_after is null or p_after < v_upto then
    v_ids := array(select provost_private.old_flow_runs(
      p_after, v_upto, v_before, v_failed_before, p_batch));
    next := case when cardinality(v_ids) = p_batch then v_ids[p_batch] else v_beyond end;
  else
    v_ids := array(select provost_private.old_flow_runs(
      greatest(p_after, v_beyond), 'ffffffff-ffff-ffff-ffff-ffffffffffff', v_before,
      v_failed_before, p_batch));
    next := case when cardinality(v_ids) = p_batch then v_ids[p_batch] end;
  end if;

  with settled as materialized (
    select provost_private.first_id_of(p.from_time) as first,
      provost_private.first_id_of(p.to_time) as end
    from provost_private.history_periods p
    where p.kind = 'runs' and p.to_time <= v_settled and p.thinned = '{}'
  ),
  split as (
    select i.id, exists (select from settled s where i.id >= s.first and i.id < s.end) as leaves
    from unnest(v_ids) as i (id)
  )
  select coalesce(array_agg(s.id) filter (where s.leaves), '{}'),
    coalesce(array_agg(s.id) filter (where not s.leaves), '{}')
  into v_leaving, v_others from split s;
  if v_leaving <> '{}' then
    perform provost_private.count_orphans(
      array(select provost_private.erase_flow_runs(v_leaving, true)));
  end if;
  if v_others <> '{}' then
    perform provost_private.erase_flow_runs(v_others);
  end if;
  erased := cardinality(v_ids);
  return next;
end
$$;
