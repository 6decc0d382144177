-- Answers the runs that wait for an event like this one.
create or replace function provost_private.answer_event(p_event provost.events) returns integer
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
as $$
declare
  v_answers jsonb;
begin
  select jsonb_agg(jsonb_build_object(
    'flow_run_id', w.flow_run_id, 'key', w.key, 'value', to_jsonb(p_event)))
  into v_answers
  from provost.flow_run_waits w
  where w.event = p_event.event and w.outcome is null and w.event is not null
    and provost_private.event_fits(w.event_filter, p_event.resource, p_event.payload)
    and p_event.occurred >= coalesce((w.event_filter ->> 'since')::timestamptz, '-infinity');
  if v_answers is null then
    return 0;
  end if;
  return provost_private.answer_waits(v_answers);
end
$$;
