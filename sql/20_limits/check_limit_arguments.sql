-- Refuses a limit that cannot be; what is null is left as it is.
create or replace function provost_private.check_limit_arguments(
  p_limit integer, p_decay double precision, p_active_slots integer, p_denied_slots integer
) returns void
language plpgsql immutable set search_path = ''
as $$
begin
  if p_limit < 0 then
    perform provost_private.fail_with('VOARG',
      format('Expected a limit of 0 or more, got %s.', p_limit), null,
      'With 0, nothing starts; switch the limit off to let everything start.');
  end if;
  if (p_decay >= 0 and p_decay < 'infinity') is false then
    perform provost_private.fail_with('VOARG',
      format('Expected a slot decay of 0 or more per second, got %s.', p_decay), null,
      'A rate of ten a second is a decay of 10; 0 means that slots are given back.');
  end if;
  if least(p_active_slots, p_denied_slots) < 0 then
    perform provost_private.fail_with('VOARG',
      format('Expected a number of slots of 0 or more, got %s.',
        least(p_active_slots, p_denied_slots)), null, 'Give 0 to count none.');
  end if;
end
$$;
