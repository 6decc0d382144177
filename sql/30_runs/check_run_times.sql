-- Refuses, with VOARG, times with which a run could not be claimed or finished, and with it no
-- other run of the same statement: no interval holds them.
create or replace function provost_private.check_run_times(p_run provost.flow_runs) returns void
language plpgsql immutable set search_path = ''
as $$
begin
  if p_run.retries < 0 then
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
