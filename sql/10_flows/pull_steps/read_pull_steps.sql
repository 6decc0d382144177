-- What a worker does before it loads a flow, checked and in one spelling: a list of
-- {"git_clone": {…}} and {"set_working_directory": {…}}, which may have Prefect's long names. All
-- that is let through ends as arguments of a program, so that everything has to fit a pattern, also
-- when the worker has filled its placeholders.
create or replace function provost_private.read_pull_steps(p_steps jsonb) returns jsonb
language plpgsql stable set search_path = '' set standard_conforming_strings = on
as $$
declare
  v_hint constant text := 'Write [{"git_clone": {"repository": "https://…"}}] or '
    '[{"set_working_directory": {"directory": "/srv/flows"}}].';
  v_read jsonb := '[]';
  v_step record;
  v_kind text;
  v_key text;
  v_ids text[] := '{}';
  v_problem text;
begin
  if p_steps is null or p_steps in ('null', '[]') then
    return null;
  elsif jsonb_typeof(p_steps) <> 'array' then
    perform provost_private.refuse_pull_step('/pull_steps', 'a list of steps', p_steps, v_hint);
  end if;
  for v_step in
    select s.value, '/pull_steps/' || s.place - 1 as pointer
    from jsonb_array_elements(p_steps) with ordinality s (value, place) order by s.place
  loop
    if jsonb_typeof(v_step.value) <> 'object' or (
      select count(*) from jsonb_object_keys(v_step.value)) <> 1
    then
      perform provost_private.refuse_pull_step(
        v_step.pointer, 'an object with one member, the name of the step', v_step.value, v_hint);
    end if;
    select k into v_key from jsonb_object_keys(v_step.value) k;
    v_kind := regexp_replace(v_key, '^prefect\.deployments\.steps\.(pull\.)?', '');
    v_step.pointer := v_step.pointer || provost_private.escape_pointer(v_key);
    v_read := v_read || jsonb_build_array(jsonb_build_object(v_kind, case v_kind
      when 'git_clone' then
        provost_private.read_git_clone(v_step.value -> v_key, v_step.pointer)
      when 'set_working_directory' then
        provost_private.read_working_directory(v_step.value -> v_key, v_step.pointer)
    end));
    if v_kind not in ('git_clone', 'set_working_directory') then
      perform provost_private.refuse_pull_step(v_step.pointer,
        'the step git_clone or set_working_directory', to_jsonb(v_key), v_hint);
    end if;
    v_problem := provost_private.placeholder_problem(v_read -> -1, v_ids);
    if v_problem is not null then
      perform provost_private.refuse_pull_step(
        v_step.pointer, v_problem, v_step.value -> v_key, 'Name the earlier step with "id".');
    end if;
    v_ids := v_ids || (v_read -> -1 -> v_kind ->> 'id');
  end loop;
  return v_read;
end
$$;
