-- Refuses what cannot be a work pool; what is null is left as it is.
create or replace function provost_private.check_work_pool(
  p_name text, p_type text, p_limit integer
) returns void
language plpgsql immutable set search_path = ''
as $$
begin
  if p_name ~ '^(?=.*[^[:space:]])[^/%&><[:cntrl:]]{1,110}$' is not true then
    perform provost_private.fail_with('VOARG',
      format('Expected the name of a work pool, at most 110 characters without any of / %% & > <, '
        'got %L.', left(p_name, 200)),
      null, 'Name the pool with letters, digits, spaces, - or _.');
  end if;
  if p_type not in ('inline', 'process') then
    perform provost_private.fail_with('VOARG',
      format('Expected a work pool of type inline or process, got %L.', p_type), null,
      'inline executes runs inside the worker, process each in a process of its own.');
  end if;
  perform provost_private.check_work_limit(p_limit);
end
$$;
