-- Says no to a pull step: where it stands, what was expected, and what came, without a password.
create or replace function provost_private.refuse_pull_step(
  p_pointer text, p_expected text, p_got jsonb, p_hint text
) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  perform provost_private.fail_with('VOARG',
    format('Expected %s at %s, got %s.', p_expected, p_pointer, coalesce(regexp_replace(
      provost_private.shorten_json(p_got, 200), '//[^/@"]*@', '//***@', 'g'), 'nothing')),
    null, p_hint);
end
$$;
