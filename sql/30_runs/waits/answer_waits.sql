-- The one place where waits are answered: `p_answers` holds a flow run, the key of its wait and a
-- value for each. A wait that is over keeps its outcome; one whose time is up has elapsed. A run
-- that was let go of because of the wait becomes due at once; the holder of any other is told
-- (a hint: it looks by itself as well). Answers how many waits were answered.
-- Locks the runs in the order of their ids, then their waits.
create or replace function provost_private.answer_waits(p_answers jsonb) returns integer
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_answered jsonb;
begin
  perform from provost.flow_runs r
  where r.id in (select a.flow_run_id from jsonb_to_recordset(p_answers) as a (flow_run_id uuid))
  order by r.id for no key update;

  with answered as (
    update provost.flow_run_waits w set
      outcome = case when w.wake_time <= v_now then 'elapsed' else 'answered' end,
      answered_time = v_now,
      value = case when w.wake_time <= v_now then null else a.value end
    from jsonb_to_recordset(p_answers) as a (flow_run_id uuid, key text, value jsonb)
    where w.flow_run_id = a.flow_run_id and w.key = a.key and w.outcome is null
    returning w.flow_run_id, w.key
  )
  select jsonb_agg(to_jsonb(a)) into v_answered from answered a;
  if v_answered is null then
    return 0;
  end if;

  perform provost_private.wake_flow_runs(v_answered, v_now);
  return jsonb_array_length(v_answered);
end
$$;
