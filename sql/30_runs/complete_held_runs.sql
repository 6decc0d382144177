-- The part of change_flow_run_states for holders whose runs have completed: stores this, lets go of
-- the runs, and answers. It locks, and leaves to the rules, runs of stale holders, runs that are
-- being cancelled or paused, and those that have ended otherwise.
create or replace function provost_private.complete_held_runs(
  p_changes provost_private.flow_run_change[], p_now timestamptz
) returns provost_private.flow_run_answer[]
language plpgsql volatile set search_path = ''
as $$
declare
  v_answers provost_private.flow_run_answer[];
begin
  with
  run as materialized (
    select c.ord, c.flow_run_id, coalesce(c.name, 'Completed') as name, c.message, c.result,
      c.result_meta, c.error, known.*
    from (select * from unnest(p_changes) u order by u.flow_run_id) c
    cross join lateral (
      select r.state_type = 'RUNNING' and r.epoch = c.epoch and c.type = 'COMPLETED'
          and not c.takes_away and num_nonnulls(c.details, c.crash_count) = 0 as is_completed,
        greatest(p_now, r.state_timestamp + interval '2 microseconds') as ended, r.ctid as place
      from provost.flow_runs r where r.id = c.flow_run_id for update
    ) known
  ),
  completed as (
    update provost.flow_runs r set
      state_type = 'COMPLETED', state_name = run.name, state_timestamp = run.ended,
      state_message = run.message, state_details = null, state_count = r.state_count + 1,
      resuming = false,
      start_time = coalesce(r.start_time, run.ended), end_time = run.ended,
      total_run_time = r.total_run_time + (run.ended - r.state_timestamp),
      result = run.result, result_meta = run.result_meta, error = run.error
    from run
    where r.ctid = run.place and run.is_completed
    returning run.ord, r.id, r.epoch, r.run_count, r.state_count, r.state_name, r.state_timestamp,
      r.state_message
  ),
  history as (
    insert into provost_private.flow_run_states (flow_run_id, seq, type, name, timestamp, message)
    select c.id, c.state_count, 'COMPLETED', c.state_name, c.state_timestamp, c.state_message
    from completed c
  ),
  released as (
    delete from provost_private.active_runs a using completed c where a.flow_run_id = c.id
  )
  select array_agg((c.ord, 'ACCEPT', null, c.id, c.epoch, c.run_count, 'COMPLETED', c.state_name,
    c.state_timestamp, c.state_message, null, null, null)::provost_private.flow_run_answer)
  into v_answers
  from completed c;

  -- One that was only submitted had a slot, but no holder with whom it goes.
  if exists (select from provost_private.slots s where s.flow_run_id is not null) then
    perform provost_private.free_slots(array(
      select s.lease_id from provost_private.slots s
      where s.flow_run_id in (select a.flow_run_id from unnest(v_answers) a)));
  end if;
  return v_answers;
end
$$;
