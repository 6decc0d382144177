-- The part of change_flow_run_states for all that may go otherwise than proposed: finds slots for
-- those that need one, asks the rules, stores what they let through or put in its place, and
-- answers.
create or replace function provost_private.judge_flow_runs(
  p_changes provost_private.flow_run_change[], p_now timestamptz
) returns provost_private.flow_run_answer[]
language plpgsql volatile set search_path = ''
as $$
declare
  v_by_others boolean;
  v_may_start boolean;
  v_seats provost_private.flow_run_seat[] := '{}';
  v_answers provost_private.flow_run_answer[];
begin
  select bool_or(c.epoch is null and c.worker_id is null),
    bool_or(c.type in ('PENDING', 'RUNNING'))
  into v_by_others, v_may_start
  from unnest(p_changes) c;

  -- Who does not come from the holder may have to wait for a claim, and must then see its
  -- active_runs row: only what begins after the wait does.
  if v_by_others then
    perform from provost.flow_runs r
    where r.id = any (array(select c.flow_run_id from unnest(p_changes) c))
    order by r.id for update;
  end if;

  if v_may_start and exists (
    select from provost.concurrency_limits l where l.deployment_id is not null and l.active)
  then
    v_seats := provost_private.seat_flow_runs(p_changes);
  end if;

  v_answers := provost_private.store_judged_flow_runs(
    provost_private.ask_flow_run_rules(p_changes, v_seats, p_now), p_now);
  if v_seats <> '{}' then
    perform provost_private.store_seats(v_seats, v_answers, p_now);
  end if;
  return v_answers;
end
$$;
