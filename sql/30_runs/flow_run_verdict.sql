-- The ordered rules for flow runs (Prefect's CoreFlowPolicy): the name of the first rule
-- that stands against a proposed change, or null when it may happen as proposed. A forced
-- change asks only who holds the run and what would be lost. One expression, so that a
-- batch of a thousand changes is judged inside one statement.
create or replace function provost_private.flow_run_verdict(
  p_from provost.state_type, p_from_name text, p_from_details jsonb, p_current_epoch integer,
  p_had_result boolean, p_deployment_id uuid, p_parent_flow_run_id uuid, p_pause_keys text[],
  p_run_count integer, p_retries integer, p_next_start timestamptz, p_infrastructure_pid text,
  p_to provost.state_type, p_to_name text, p_to_details jsonb, p_epoch integer,
  p_has_result boolean, p_is_claim boolean, p_force boolean, p_takes_away boolean,
  p_lack text, p_now timestamptz
) returns text
language sql stable parallel safe
return case
  when p_from is null then 'run_is_unknown'
  when provost_private.is_recorded_already(p_from, p_epoch, p_current_epoch, p_takes_away)
    then 'is_recorded_already'
  when provost_private.is_stale_holder(p_from, p_epoch, p_current_epoch) then 'is_stale_holder'
  when provost_private.is_not_claimable(p_from, p_is_claim, p_current_epoch)
    then 'is_not_claimable'
  when not coalesce(p_force, false)
    and provost_private.is_repeated_transition(p_from_details, p_to_details)
    then 'is_repeated_transition'
  when provost_private.cancels_what_nobody_runs(
    p_from, p_from_name, p_to, p_from_details, p_infrastructure_pid)
    then 'cancels_what_nobody_runs'
  when p_force and p_from = 'COMPLETED' and p_to = 'COMPLETED'
    and provost_private.loses_a_result(p_from, p_to, p_had_result, p_has_result)
    then 'loses_a_result'
  when p_force then null
  when provost_private.loses_a_terminal_state(p_from, p_to) then 'loses_a_terminal_state'
  when provost_private.loses_a_result(p_from, p_to, p_had_result, p_has_result)
    then 'loses_a_result'
  when provost_private.reschedules_without_deployment(p_from, p_to, p_deployment_id)
    then 'reschedules_without_deployment'
  when provost_private.leaves_cancelling(p_from, p_to) then 'leaves_cancelling'
  when provost_private.is_taken_twice(p_from, p_from_name, p_to, p_to_name) then 'is_taken_twice'
  when provost_private.may_never_start(p_lack, p_is_claim) then 'may_never_start'
  when provost_private.has_lost_its_slot(p_lack) then 'has_lost_its_slot'
  when provost_private.is_one_too_many(p_lack) then 'is_one_too_many'
  when provost_private.is_late_without_waiting(p_from, p_from_name, p_to, p_to_name)
    then 'is_late_without_waiting'
  when provost_private.pauses_what_does_not_run(p_from, p_to) then 'pauses_what_does_not_run'
  when provost_private.repeats_a_pause(p_to, p_to_details, p_pause_keys) then 'repeats_a_pause'
  when provost_private.suspends_what_cannot_return(
    p_to, p_to_details, p_deployment_id, p_parent_flow_run_id) then 'suspends_what_cannot_return'
  when provost_private.leaves_pause_sideways(p_from, p_to) then 'leaves_pause_sideways'
  when provost_private.resumes_without_deployment(p_from, p_to, p_from_details, p_deployment_id)
    then 'resumes_without_deployment'
  when provost_private.resumes_too_late(p_from, p_to, p_from_details, p_now)
    then 'resumes_too_late'
  when not (p_is_claim and p_from_name = 'AwaitingConcurrencySlot')
    and provost_private.starts_too_early(p_from, p_to, p_next_start, p_now) then 'starts_too_early'
  when provost_private.resumes_without_a_slot(p_lack) then 'resumes_without_a_slot'
  when provost_private.waits_for_a_slot(p_lack) then 'waits_for_a_slot'
  when provost_private.has_retries_left(p_from, p_to, p_run_count, p_retries, p_to_details)
    then 'has_retries_left'
end;
