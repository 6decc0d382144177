-- Answers waits that have just been recorded and whose answer is there already: the time is up, the
-- run has ended, an input was sent, an event has happened since the instant that the wait names.
create or replace function provost_private.answer_at_once(p_waits jsonb, p_now timestamptz)
returns void
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
as $$
begin
  update provost.flow_run_waits w set outcome = 'elapsed', answered_time = p_now
  from jsonb_to_recordset(p_waits) as x (flow_run_id uuid, key text)
  where w.flow_run_id = x.flow_run_id and w.key = x.key and w.outcome is null
    and w.wake_time <= p_now;

  update provost.flow_run_waits w set
    outcome = 'answered', answered_time = p_now, value = provost_private.flow_run_end(r)
  from jsonb_to_recordset(p_waits) as x (flow_run_id uuid, key text), provost.flow_runs r
  where w.flow_run_id = x.flow_run_id and w.key = x.key and w.outcome is null
    and r.id = w.awaited_flow_run_id and provost_private.is_terminal(r.state_type);

  perform provost_private.deliver_inputs(x.flow_run_id)
  from jsonb_to_recordset(p_waits) as x (flow_run_id uuid, kind text) where x.kind = 'input';

  update provost.flow_run_waits w set
    outcome = 'answered', answered_time = p_now, value = to_jsonb(e)
  from jsonb_to_recordset(p_waits) as x (
      flow_run_id uuid, key text, event text, event_filter jsonb)
    cross join lateral (
      select e.* from provost.events e
      where e.event = x.event and e.occurred >= (x.event_filter ->> 'since')::timestamptz
        and provost_private.event_fits(x.event_filter, e.resource, e.payload)
      order by e.occurred, e.id limit 1
    ) e
  where w.flow_run_id = x.flow_run_id and w.key = x.key and w.outcome is null
    and w.kind = 'event';
end
$$;
