-- After changes of state: wakes whoever follows one of the runs live, the worker that holds
-- a run which is to be cancelled, and a sleeping dispatcher when a run became due. All of
-- them are hints; each listener polls as well. Runs that wait for the end of one of these are
-- answered. `p_judged`: those of the answers that the rules have given, and which alone can say
-- that a run is to be cancelled.
create or replace function provost_private.tell_about_flow_runs(
  p_answers provost_private.flow_run_answer[], p_judged provost_private.flow_run_answer[],
  p_now timestamptz
) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  v_is_watched boolean;
  v_cancels boolean;
  v_is_awaited boolean;
  v_sleeps boolean;
begin
  -- One look, since mostly there is nobody to tell.
  select exists (select from provost_private.watched_runs w where w.watched_until > p_now),
    exists (
      select from unnest(p_judged) a where a.state_type = 'CANCELLING' and a.status = 'ACCEPT'),
    exists (
      select from provost.flow_run_waits w
      where w.outcome is null and w.awaited_flow_run_id is not null),
    provost_private.asleep_until() > p_now
  into v_is_watched, v_cancels, v_is_awaited, v_sleeps;

  if v_is_watched then
    perform provost_private.ring_doorbell('provost_flow_run', w.flow_run_id::text)
    from unnest(p_answers) a join provost_private.watched_runs w on w.flow_run_id = a.flow_run_id
    where w.watched_until > p_now;
  end if;
  if v_cancels then
    perform provost_private.ring_doorbell('provost_cancel', a.flow_run_id::text)
    from unnest(p_judged) a
    where a.state_type = 'CANCELLING' and a.status = 'ACCEPT';
  end if;
  if v_is_awaited then
    perform provost_private.answer_ended_runs(array(select a.flow_run_id from unnest(p_answers) a));
  end if;
  if v_sleeps and (
    exists (
      select from unnest(p_answers) a where a.status <> 'ABORT' and a.state_type = 'SCHEDULED')
    or provost_private.leaves_limited_place(p_answers))
  then
    perform provost_private.ring_doorbell('provost_doorbell');
  end if;
end
$$;
