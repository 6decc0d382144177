-- Refuses, with VOARG, a name that is too long to be found by an index. `p_what`: `a flow name`.
create or replace function provost_private.check_name_length(p_what text, p_name text)
returns void
language plpgsql immutable set search_path = ''
as $$
begin
  if length(p_name) > 512 then
    perform provost_private.fail_with('VOARG',
      format('Expected %s of at most 512 characters, got %s.', p_what, length(p_name)), null,
      format('It begins with %L: use a shorter one.', left(p_name, 40)));
  end if;
end
$$;
