-- What was expected of a member of the step `git_clone`; null when it is right. Nothing passes that
-- begins with a dash, so that git never takes it for an option.
create or replace function provost_private.git_clone_problem(p_key text, p_value jsonb)
returns text
language plpgsql immutable set search_path = '' set standard_conforming_strings = on
as $$
declare
  v_text text := p_value #>> '{}';
  v_is_text boolean := jsonb_typeof(p_value) = 'string';
begin
  return case p_key
    when 'repository' then case
      when not v_is_text then 'the address of a repository as text'
      else provost_private.git_address_problem(v_text) end
    when 'branch' then case
      when not v_is_text or length(v_text) > 255 or v_text !~ '^\w[\w./+@#=-]*$'
        or v_text ~ '\.\.|@\{|//|/\.|\.lock(/|$)|[./]$' then 'the name of a branch or tag' end
    when 'commit_sha' then case
      when not v_is_text or v_text !~ '^[0-9a-fA-F]{40}([0-9a-fA-F]{24})?$'
      then 'a whole commit hash, 40 or 64 hexadecimal digits' end
    when 'directories' then case
      when jsonb_typeof(p_value) <> 'array' or p_value = '[]' or exists (
        select from jsonb_array_elements(p_value) d
        where jsonb_typeof(d) <> 'string' or d #>> '{}' !~ '^[\w.@+][\w. /@+-]*$'
          or d #>> '{}' ~ '(^|/)\.\.(/|$)') then 'a list of folders within the repository' end
    when 'include_submodules' then case
      when jsonb_typeof(p_value) <> 'boolean' then 'true or false' end
    when 'access_token_env' then case
      when not v_is_text or v_text !~ '^[A-Za-z_]\w*$'
      then 'the name of an environment variable of the worker' end
    when 'username' then case
      when not v_is_text or v_text !~ '^[\w.+@-]{1,100}$' then 'the name of a user' end
    when 'id' then case when not v_is_text then 'text' end
    when 'access_token' then 'no secret: the database would keep it'
    when 'credentials' then 'no secret: the database would keep it'
    else 'no member of this name'
  end;
end
$$;
