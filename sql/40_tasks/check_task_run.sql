-- Refuses a description of a task run that cannot be meant.
create or replace function provost_private.check_task_run(
  p_task_name text, p_key text, p_retries integer, p_retry_delays double precision[],
  p_jitter_factor double precision
) returns void
language plpgsql immutable set search_path = ''
as $$
begin
  if coalesce(p_task_name, '') = '' or length(p_task_name) > 512 then
    perform provost_private.fail_with('VOARG', 'Expected a task name of 1 to 512 characters.');
  end if;
  if length(p_key) not between 1 and 1024 then
    perform provost_private.fail_with('VOARG', 'Expected a key of 1 to 1024 characters.', null,
      'The first call of task "extract" has the key "extract#0".');
  end if;
  if p_retries < 0 or (p_jitter_factor >= 0 and p_jitter_factor < 'infinity') is false
    or 0 > any (p_retry_delays) or 'infinity' <= any (p_retry_delays)
    or cardinality(p_retry_delays) > 50
  then
    perform provost_private.fail_with('VOARG',
      'Expected retries, a jitter factor and at most 50 delays that are finite and not negative.',
      format('Got retries %s, factor %s, delays %s.', p_retries, p_jitter_factor, p_retry_delays),
      'The last delay of the list repeats.');
  end if;
end
$$;
