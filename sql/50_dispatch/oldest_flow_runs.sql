-- Locks due runs without a fairness key of a queue, the oldest first, `p_limit` at most and none of
-- `p_not`, and answers their ids. Runs that another worker is taking are skipped. When it had to
-- pass by more than a thousand that were claimed before, it notes from where on to look next time.
create or replace function provost_private.oldest_flow_runs(
  p_work_queue_id uuid, p_limit integer, p_now timestamptz, p_not uuid[]
) returns uuid[]
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
set plan_cache_mode = force_generic_plan
as $$
declare
  v_from timestamptz := provost_private.due_from(p_work_queue_id, p_now);
  v_read bigint := pg_stat_get_xact_tuples_returned('provost.flow_runs_due_idx'::regclass);
  v_ids uuid[];
  v_last timestamptz;
begin
  select coalesce(array_agg(d.id), '{}'), max(d.start) into v_ids, v_last
  from (
    select r.id, r.next_scheduled_start_time as start from provost.flow_runs r
    where r.work_queue_id = p_work_queue_id and r.fairness_key is null
      and provost_private.is_due(r, p_now) and r.next_scheduled_start_time >= v_from
      and r.id <> all (p_not)
    order by r.next_scheduled_start_time
    limit p_limit
    for update skip locked
  ) d;
  v_read := pg_stat_get_xact_tuples_returned('provost.flow_runs_due_idx'::regclass) - v_read;
  if v_from > '-infinity' or v_read > cardinality(v_ids) + 1000 then
    perform provost_private.note_due_from(p_work_queue_id,
      case when cardinality(v_ids) >= p_limit then v_last else p_now end, v_read, p_now);
  end if;
  return v_ids;
end
$$;
