-- Refuses what no request for slots can mean.
create or replace function provost_private.check_slot_arguments(
  p_names text[], p_slots integer, p_mode text, p_lease_seconds double precision
) returns void
language plpgsql stable set search_path = ''
as $$
begin
  if array_ndims(p_names) > 1 then
    perform provost_private.fail_with('VOARG',
      format('Expected one list of the names of limits, got %L.', p_names), null,
      'Write them like array[''database''].');
  end if;
  if p_names is null or array_position(p_names, null) is not null then
    perform provost_private.fail_with('VOARG', 'Expected the names of limits, got null.', null,
      'Write them like array[''database''].');
  end if;
  if p_slots < 1 is not false then
    perform provost_private.fail_with('VOARG',
      format('Expected a number of slots greater than 0, got %s.', coalesce(p_slots::text, 'null')),
      null, 'Ask for at least one slot.');
  end if;
  if p_mode in ('concurrency', 'rate_limit') is not true then
    perform provost_private.fail_with('VOARG',
      format('Expected the mode concurrency or rate_limit, got %L.', p_mode), null,
      'Slots of `concurrency` are given back, those of `rate_limit` come back by themselves.');
  end if;
  if p_lease_seconds between 60 and 86400 is not true then
    perform provost_private.fail_with('VOARG',
      format('Expected a lease of 60 to 86400 seconds, got %s.',
        coalesce(p_lease_seconds::text, 'null')),
      null, 'Take a shorter lease, and renew it while the work goes on.');
  end if;
end
$$;
