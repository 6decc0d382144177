-- The step `git_clone`, checked member by member, without what is null. A secret must not get here:
-- the database would keep it, and show it; so it is named, and the worker has it.
create or replace function provost_private.read_git_clone(p_given jsonb, p_pointer text)
returns jsonb
language plpgsql stable set search_path = '' set standard_conforming_strings = on
as $$
declare
  v_step jsonb;
  v_problem record;
  v_env text := (regexp_match(p_given ->> 'access_token', '^\{\{\s*\$(\w+)\s*\}\}$'))[1];
begin
  if jsonb_typeof(p_given) <> 'object' then
    perform provost_private.refuse_pull_step(p_pointer, 'an object', p_given,
      'Write {"repository": "https://…"}.');
  end if;
  v_step := jsonb_strip_nulls(p_given);
  if v_env is not null then
    v_step := v_step - 'access_token' || jsonb_build_object('access_token_env', v_env);
  end if;
  select e.key, x.expected, case when e.key not in ('access_token', 'credentials') then e.value end
    as got
  into v_problem
  from jsonb_each(v_step) e
  cross join lateral provost_private.git_clone_problem(
    e.key, provost_private.placeholders_filled(e.key, e.value)) x (expected)
  where x.expected is not null order by e.key limit 1;
  if found then
    perform provost_private.refuse_pull_step(
      p_pointer || provost_private.escape_pointer(v_problem.key), v_problem.expected,
      coalesce(v_problem.got, '"a value that is not shown"'),
      case when v_problem.key in ('access_token', 'credentials') or v_problem.expected ~ 'password'
        then 'Name a variable of the worker''s environment: "access_token_env": "GIT_TOKEN".'
        else 'There are: repository, branch, commit_sha, directories, include_submodules, '
          'access_token_env, username and id.' end);
  elsif not v_step ? 'repository' then
    perform provost_private.refuse_pull_step(p_pointer || '/repository',
      'the address of a repository', null, 'Write "repository": "https://host/owner/name.git".');
  elsif v_step ? 'branch' and v_step ? 'commit_sha' then
    perform provost_private.refuse_pull_step(p_pointer, 'a branch or a commit_sha, not both',
      jsonb_build_object('branch', v_step -> 'branch', 'commit_sha', v_step -> 'commit_sha'),
      'Leave one of them out: a commit is on whatever branch it is.');
  end if;
  return v_step;
end
$$;
