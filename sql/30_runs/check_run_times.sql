-- Refuses, with VOARG, times with which a run could not be claimed or finished, and with it no
-- other run of the same statement: no interval holds them. And starts at no time of the calendar,
-- which programs cannot read.
create or replace function provost_private.check_run_times(p_run provost.flow_runs) returns void
language plpgsql immutable set search_path = ''
as $$
begin
  if p_run.expected_start_time
    not between '0001-01-01 00:00+00' and '9999-12-31 00:00+00'
  then
    perform provost_private.fail_with('VOARG',
      format('Expected expected_start_time in the years 1 to 9999, got %s.',
        p_run.expected_start_time), null,
      'Leave it out to start at once. A run that is to wait for something can wait for an event.');
  elsif p_run.retries < 0 then
    perform provost_private.fail_with('VOARG',
      format('Expected retries of 0 or more, got %s.', p_run.retries), null,
      'Leave them out for those of the deployment.');
  elsif (p_run.retry_delay_seconds between 0 and 3155760000) is false then
    perform provost_private.fail_with('VOARG',
      format('Expected retry_delay_seconds from 0 to 3155760000, got %s.',
        p_run.retry_delay_seconds), null, 'That many seconds are 100 years.');
  elsif (p_run.timeout_seconds > 0 and p_run.timeout_seconds <= 3155760000) is false then
    perform provost_private.fail_with('VOARG',
      format('Expected timeout_seconds greater than 0 and of at most 3155760000, got %s.',
        p_run.timeout_seconds), null, 'Leave it out for no timeout.');
  end if;
end
$$;
