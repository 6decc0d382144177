-- Refuses, with VOARG, what describes something with members that nobody reads, such as one that is
-- misspelt.
create or replace function provost_private.refuse_unknown_members(
  p_what text, p_given jsonb, p_known text[]
) returns void
language plpgsql stable set search_path = ''
as $$
declare
  v_unknown text := (
    select k from jsonb_object_keys(p_given) k where k <> all (p_known) order by k limit 1);
begin
  if v_unknown is not null then
    perform provost_private.fail_with('VOARG',
      format('A %s has no member %L.', p_what, left(v_unknown, 80)), null,
      format('The members are %s.', array_to_string(p_known, ', ')));
  end if;
end
$$;
