-- Says, with VOARG, that a part of what describes a deployment or schedule has a type that cannot
-- be read; `p_complaint` is what PostgreSQL says about it.
create or replace function provost_private.refuse_unreadable(
  p_what text, p_given jsonb, p_complaint text
) returns void
language plpgsql stable set search_path = ''
as $$
begin
  perform provost_private.fail_with('VOARG',
    format('Expected a %s that can be read, got %s.', p_what, left(p_given::text, 200)),
    p_complaint, 'Numbers are numbers, lists are lists, and instants are like '
      || '"2026-01-31T02:00:00Z".');
end
$$;
