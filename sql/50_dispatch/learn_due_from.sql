-- Finds out for the queues of a pool from when on to look for due runs, and notes it where more
-- than a thousand that were claimed stand before the first. For who counts runs and takes none; a
-- claim learns it by the way.
create or replace function provost_private.learn_due_from(
  p_work_pool_id uuid, p_now timestamptz
) returns void
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
as $$
declare
  v_queue record;
  v_first timestamptz;
  v_before bigint;
  v_read bigint;
begin
  for v_queue in select q.id from provost.work_queues q where q.work_pool_id = p_work_pool_id loop
    v_before := pg_stat_get_xact_tuples_returned('provost.flow_runs_due_idx'::regclass);
    select min(r.start) into v_first
    from provost_private.waiting_runs(
      v_queue.id, provost_private.due_from(v_queue.id, p_now), p_now, 1) r;
    v_read := pg_stat_get_xact_tuples_returned('provost.flow_runs_due_idx'::regclass) - v_before;
    if v_read > 1000 then
      perform provost_private.note_due_from(
        v_queue.id, coalesce(v_first, p_now), v_read, p_now);
    end if;
  end loop;
end
$$;
