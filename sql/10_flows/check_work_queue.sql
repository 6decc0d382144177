-- Refuses what cannot be a work queue; what is null is left as it is.
create or replace function provost_private.check_work_queue(
  p_name text, p_priority integer, p_limit integer
) returns void
language plpgsql immutable set search_path = ''
as $$
begin
  if p_name ~ '^(?=.*[^[:space:]])[^%&><[:cntrl:]]{1,200}$' is false then
    perform provost_private.fail_with('VOARG',
      format('Expected the name of a work queue, at most 200 characters without any of %% & > <, '
        'got %L.', left(p_name, 300)),
      null, 'Name the queue with letters, digits, spaces, - or _.');
  end if;
  if p_priority not between 1 and 999999999 then
    perform provost_private.fail_with('VOARG',
      format('Expected a priority from 1 to 999999999, got %s.', p_priority), null,
      '1 is the most urgent.');
  end if;
  perform provost_private.check_work_limit(p_limit);
end
$$;
