-- ★ THE ONE PLACE where a task run's state changes. It takes any number of records of any
-- number of runs and answers each by itself: ACCEPT, REJECT (adopt what is recorded, or wait
-- and try again), WAIT or ABORT (stop). A task that was fast arrives here once, finished; one
-- that takes longer has been recorded as Running before.
-- What a worker records is a fact, fenced by the epoch (task_run_verdict); what a person
-- proposes (`p_by_hand`) has no epoch and asks all rules (proposed_task_run_verdict).
-- No record of a worker goes without an answer: the worker takes silence for ACCEPT.
-- The statements are in the functions that it calls; the guards refuse these to anybody else.
-- Share-locks the active_runs rows (the fence), then the task runs, new ones and old ones in one
-- pass, in the order of their keys: so no two writers wait for one another.
create or replace function provost_private.change_task_run_states(
  p_records jsonb, p_by_hand boolean default false
) returns provost_private.task_run_answer[]
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_answers provost_private.task_run_answer[];
  v_completed provost_private.task_run_answer[];
  v_judged provost_private.judged_task_run[];
  v_judgements provost_private.task_run_answer[];
begin
  -- Nearly all records say that a task has started or completed of which nobody has heard before,
  -- and most others that one has completed which was seen to start. No rule but the fence can
  -- stand against them, and the statements that store them start in a third of the time that the
  -- rules take; whatever they do not store goes on to the rules.
  if p_by_hand or jsonb_path_exists(p_records, '$[*] ? (
    @.type != "COMPLETED" && (@.type != "RUNNING" || exists (@.cache_key)))')
  then
    perform provost_private.open_task_runs(p_records, p_by_hand, v_now);
  else
    v_answers := provost_private.store_new_task_runs(p_records, v_now);
    p_records := provost_private.unanswered_records(p_records, v_answers);
    if p_records is not null then
      v_completed := provost_private.complete_running_task_runs(p_records, v_now);
      p_records := provost_private.unanswered_records(p_records, v_completed);
      v_answers := v_answers || v_completed;
    end if;
    if p_records is null then
      return v_answers;
    end if;
  end if;

  v_judged := case when p_by_hand then provost_private.judge_task_proposals(p_records, v_now)
    else provost_private.judge_task_records(p_records, v_now) end;
  v_judgements := array(
    select a from provost_private.store_judged_task_runs(v_judged, p_by_hand, v_now) a);
  if not p_by_hand and cardinality(v_judgements) <> jsonb_array_length(p_records) then
    perform provost_private.fail_with('VONFD', 'A task run is gone that was to change its state.',
      format('Records: %s. Answers: %s.', jsonb_array_length(p_records),
        cardinality(v_judgements)),
      'Its flow run was deleted meanwhile.');
  end if;
  return v_answers || v_judgements;
end
$$;
alter function provost_private.change_task_run_states owner to provost_engine;
