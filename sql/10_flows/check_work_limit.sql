-- Refuses a limit of a pool or queue that cannot be; null is no limit.
create or replace function provost_private.check_work_limit(p_limit integer) returns void
language plpgsql immutable set search_path = ''
as $$
begin
  if p_limit < 0 then
    perform provost_private.fail_with('VOARG',
      format('Expected a concurrency limit of 0 or more, got %s.', p_limit), null,
      'With 0, nothing starts; clear the limit to let everything start.');
  end if;
end
$$;
