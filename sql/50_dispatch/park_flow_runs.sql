-- ★ How a worker lets go of runs whose bodies do nothing but wait. Each names the `keys` of the
-- waits, and of the task runs (`task_keys`) that await their retry or stand for a run which waits
-- itself; `is_suspending` says that the run has come to a boundary after somebody asked for its
-- suspension. A run that waits for people
-- becomes Paused or Suspended. Any other is Scheduled for the moment at which the first of its
-- waits is over, at once if one is answered already, and after a day at the latest, when the body
-- looks again. Whoever claims it then replays what is recorded.
-- Answers like finish_flow_runs. Locks the runs in the order of their ids.
create or replace function provost_private.park_flow_runs(p_parks jsonb)
returns table (
  ord integer, status text, state_type provost.state_type, state_name text,
  delay_seconds double precision, reason text
)
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_changes provost_private.flow_run_change[];
  v_answers provost_private.flow_run_answer[];
  v_cancelled jsonb;
begin
  perform from provost.flow_runs r
  where r.id in (select x.flow_run_id from jsonb_to_recordset(p_parks) as x (flow_run_id uuid))
  order by r.id for no key update;
  perform provost_private.settle_waits(
    array(select x.flow_run_id from jsonb_to_recordset(p_parks) as x (flow_run_id uuid)), v_now);

  select array_agg(provost_private.parking_change(
    x.ord, r, coalesce(x.epoch, -1), x.keys, x.task_keys, coalesce(x.is_suspending, false), v_now))
  into v_changes
  from jsonb_to_recordset(p_parks) as x (
    ord integer, flow_run_id uuid, epoch integer, keys text[], task_keys text[],
    is_suspending boolean)
  join provost.flow_runs r on r.id = x.flow_run_id;
  v_answers := provost_private.change_flow_run_states(v_changes);

  return query
  select a.ord, a.status, a.state_type, a.state_name, a.delay_seconds, a.reason
  from unnest(v_answers) a where a.rule is distinct from 'leaves_cancelling';

  select jsonb_agg(jsonb_build_object(
    'ord', a.ord, 'flow_run_id', a.flow_run_id, 'epoch', a.epoch, 'type', 'CANCELLED'))
  into v_cancelled from unnest(v_answers) a where a.rule = 'leaves_cancelling';
  if v_cancelled is not null then
    return query select * from provost_private.finish_flow_runs(v_cancelled);
  end if;
end
$$;
