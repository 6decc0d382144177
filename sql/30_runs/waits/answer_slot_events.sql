-- Once a second: answers those who wait for an event about slots of limits. These are written under
-- the locks of limits, where no run may be locked any more; emit_event answers all others at once.
create or replace function provost_private.answer_slot_events() returns integer
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
as $$
declare
  v_answers jsonb;
begin
  select jsonb_agg(jsonb_build_object(
    'flow_run_id', w.flow_run_id, 'key', w.key, 'value', to_jsonb(e)))
  into v_answers
  from provost.flow_run_waits w
  cross join lateral (
    select x.* from provost.events x
    where x.event = w.event
      and x.occurred >= coalesce((w.event_filter ->> 'since')::timestamptz, w.created)
      and provost_private.event_fits(w.event_filter, x.resource, x.payload)
    order by x.occurred, x.id limit 1
  ) e
  where w.event in ('provost.concurrency-limit.acquired', 'provost.concurrency-limit.released')
    and w.outcome is null and w.event is not null;
  if v_answers is null then
    return 0;
  end if;
  return provost_private.answer_waits(v_answers);
end
$$;
