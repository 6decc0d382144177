-- The ordered rules for task runs: the name of the first that stands against a record, or
-- null when it is stored as proposed. First writer wins: a completed task is never redone, unless
-- its completion is undone: the record rolls it back, or it has been, or its result was not stored.
-- A record that is sent again, because its answer was lost, is recognised by its epoch and,
-- for a failure, by the attempt that failed (`p_attempt`, counted from 1).
create or replace function provost_private.task_run_verdict(
  p_is_held boolean, p_from provost.state_type, p_known_epoch integer, p_known_count integer,
  p_to provost.state_type, p_epoch integer, p_attempt integer, p_retries integer,
  p_retriable boolean, p_is_cached boolean, p_is_undone boolean
) returns text
language sql stable parallel safe
return case
  when not p_is_held then 'is_stale_holder'
  when p_from = 'COMPLETED' and not p_is_undone then 'is_recorded_already'
  when p_known_epoch = p_epoch and p_from = p_to and not p_is_undone
    and (p_to = 'RUNNING' or provost_private.is_terminal(p_to)) then 'is_repeated_record'
  when p_known_epoch = p_epoch and p_from = 'SCHEDULED' and p_to = 'FAILED'
    and p_attempt <= p_known_count then 'is_repeated_failure'
  when p_is_cached then 'is_cached'
  when p_to = 'FAILED' and coalesce(p_retriable, true)
    and provost_private.task_run_count(p_from, p_known_count) <= p_retries
    then 'has_retries_left'
end;
