-- A member of the step `git_clone` with something harmless in the place of each placeholder, so
-- that what stands around them is checked when it is deployed. The worker checks the whole.
create or replace function provost_private.placeholders_filled(p_key text, p_value jsonb)
returns jsonb
language sql immutable
return regexp_replace(
  regexp_replace(p_value::text, '^"' || provost_private.placeholder_pattern(), case p_key
    when 'repository' then '"https://x/x'
    when 'commit_sha' then '"' || repeat('0', 40)
    else '"x' end),
  provost_private.placeholder_pattern(), 'x', 'g')::jsonb;
