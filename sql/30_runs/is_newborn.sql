-- Whether an inserted row says nothing of a past in what it can't leave out, as nearly all do.
create or replace function provost_private.is_newborn(
  p_type provost.state_type, p_name text, p_state_count integer, p_epoch integer,
  p_run_count integer, p_crash_count integer, p_resuming boolean, p_total_run_time interval
) returns boolean
language sql immutable parallel safe
return p_type = 'SCHEDULED' and p_name = 'Scheduled' and p_state_count = 1
  and (p_epoch | p_run_count | p_crash_count) = 0 and not p_resuming and p_total_run_time = '0';
