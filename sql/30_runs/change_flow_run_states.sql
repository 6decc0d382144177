-- ★ THE ONE PLACE where a flow run's state changes. It takes any number of changes, at most
-- one a run, and answers each by itself: ACCEPT (the proposed state is stored), REJECT
-- (another one, or none), WAIT (not yet), ABORT (never). Claim, finish, cancel, reap and the
-- public door all come through here; guard_states refuses every other way.
-- The statements are in the functions that it calls; the guards refuse these to anybody else.
-- Their plans are generic: once tables have statistics, some would be made anew at each call. They
-- are kept while tables grow, so they find each run by its id: a join that reads a whole table
-- looks cheap only while that is small.
-- Locks the runs in the order of their ids (those of a claim are locked), then their active_runs,
-- then limits.
create or replace function provost_private.change_flow_run_states(
  p_changes provost_private.flow_run_change[]
) returns provost_private.flow_run_answer[]
language plpgsql volatile security definer
set search_path = '' set enable_seqscan = off set jit = off
set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_first provost_private.flow_run_change := p_changes[1];
  v_answers provost_private.flow_run_answer[];
  v_judged provost_private.flow_run_answer[];
begin
  -- Nearly all changes say that a worker takes a run which is due, or that the holder of a run has
  -- completed it. No rule but the fence can stand against them, and the statements that store them
  -- cost half of what the rules do; whatever they do not store goes on to the rules. Changes of one
  -- kind come together, so that the first tells which to try.
  if v_first.type = 'RUNNING' and v_first.worker_id is not null then
    v_answers := provost_private.start_due_runs(p_changes, v_now);
  elsif v_first.type = 'COMPLETED' and v_first.epoch is not null then
    v_answers := provost_private.complete_held_runs(p_changes, v_now);
  end if;
  if coalesce(cardinality(v_answers), 0) < cardinality(p_changes) then
    if (select count(distinct c.flow_run_id) < count(*) from unnest(p_changes) c) then
      perform provost_private.fail_with('VOARG',
        'Expected at most one change for each flow run.', null, 'Send the changes one by one.');
    end if;
    v_judged := provost_private.judge_flow_runs(
      provost_private.unanswered_changes(p_changes, v_answers), v_now);
    v_answers := v_answers || v_judged;
  end if;
  perform provost_private.tell_about_flow_runs(v_answers, v_judged, v_now);
  return coalesce(v_answers, '{}');
end
$$;
alter function provost_private.change_flow_run_states owner to provost_engine;
