-- The step `set_working_directory`, checked. With `copy`, the run gets a copy of the folder.
create or replace function provost_private.read_working_directory(p_given jsonb, p_pointer text)
returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  v_example constant text := 'Write {"directory": "/srv/flows"}, and "copy": true for a copy.';
  v_step jsonb;
  v_unknown text;
begin
  if jsonb_typeof(p_given) <> 'object' then
    perform provost_private.refuse_pull_step(p_pointer, 'an object', p_given, v_example);
  end if;
  v_step := jsonb_strip_nulls(p_given);
  if coalesce(jsonb_typeof(v_step -> 'directory'), '') <> 'string'
    or v_step ->> 'directory' !~ '^[^[:cntrl:]]+$' or length(v_step ->> 'directory') > 4000
  then
    perform provost_private.refuse_pull_step(
      p_pointer || '/directory', 'a folder', v_step -> 'directory', v_example);
  elsif jsonb_typeof(v_step -> 'copy') <> 'boolean' then
    perform provost_private.refuse_pull_step(
      p_pointer || '/copy', 'true or false', v_step -> 'copy', v_example);
  end if;
  select min(k) into v_unknown from jsonb_object_keys(v_step) k
  where k not in ('directory', 'copy', 'id');
  if v_unknown is not null then
    perform provost_private.refuse_pull_step(
      p_pointer || provost_private.escape_pointer(v_unknown), 'no member of this name',
      v_step -> v_unknown, v_example);
  end if;
  return v_step;
end
$$;
