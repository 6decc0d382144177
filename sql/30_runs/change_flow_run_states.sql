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
) returns setof provost_private.flow_run_answer
language plpgsql volatile security definer
set search_path = '' set enable_seqscan = off set jit = off
set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_is_unique boolean;
  v_are_claims boolean;
  v_are_completions boolean;
  v_answers provost_private.flow_run_answer[];
begin
  select count(distinct c.flow_run_id) = count(*),
    bool_and(c.type = 'RUNNING' and c.worker_id is not null and c.details is null),
    bool_and(c.type = 'COMPLETED' and c.epoch is not null and not c.takes_away
      and num_nonnulls(c.details, c.crash_count) = 0)
  into v_is_unique, v_are_claims, v_are_completions
  from unnest(p_changes) c;
  if not v_is_unique then
    perform provost_private.fail_with('VOARG',
      'Expected at most one change for each flow run.', null, 'Send the changes one by one.');
  end if;

  -- Nearly all changes say that a worker takes a run which is due, or that the holder of a run has
  -- completed it. No rule but the fence can stand against them, and the statements that store them
  -- cost half of what the rules do; whatever they do not store goes on to the rules.
  if v_are_claims then
    v_answers := provost_private.start_due_runs(p_changes, v_now);
  elsif v_are_completions then
    v_answers := provost_private.complete_held_runs(p_changes, v_now);
  end if;
  if coalesce(cardinality(v_answers), 0) < cardinality(p_changes) then
    v_answers := v_answers || provost_private.judge_flow_runs(
      provost_private.unanswered_changes(p_changes, v_answers), v_now);
  end if;
  perform provost_private.tell_about_flow_runs(v_answers, v_now);
  return query select * from unnest(v_answers);
end
$$;
alter function provost_private.change_flow_run_states owner to provost_engine;
