-- Locks what waits that are about to be recorded depend on, so that neither an end, an input nor
-- an event slips through between the look and the record: runs that are waited for, runs that
-- wait for input, and then the holders. Emitters of an event share the lock of its name.
create or replace function provost_private.lock_for_waits(p_waits jsonb) returns void
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
as $$
begin
  perform from provost.flow_runs r
  where r.id in (
    select coalesce(x.awaited_flow_run_id, x.flow_run_id)
    from jsonb_to_recordset(p_waits) as x (
      flow_run_id uuid, kind text, awaited_flow_run_id uuid)
    where x.kind in ('flow_run', 'input'))
  order by r.id for no key update;

  perform pg_advisory_xact_lock(20260002, e.name)
  from (
    select distinct hashtext(x.event) as name
    from jsonb_to_recordset(p_waits) as x (event text, event_filter jsonb)
    where x.event_filter ->> 'since' is not null
    order by 1
  ) e;

  perform from provost_private.active_runs a
  join jsonb_to_recordset(p_waits) as x (flow_run_id uuid, epoch integer)
    on x.flow_run_id = a.flow_run_id and x.epoch = a.epoch
  order by a.flow_run_id for share of a;
end
$$;
