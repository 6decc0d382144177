-- Makes a flow known under its name and answers its id. Definitions come from code, again
-- and again: saving the same one writes nothing. A flow of kind `task` stands for a task that
-- runs outside of flows.
create or replace function provost_private.save_flow(p_flow jsonb) returns uuid
language plpgsql volatile set search_path = ''
as $$
declare
  v_id uuid;
  v_name text := p_flow ->> 'name';
  v_kind text := coalesce(p_flow ->> 'kind', 'flow');
  v_tags text[] := array(select jsonb_array_elements_text(coalesce(p_flow -> 'tags', '[]')));
begin
  if v_name is null or v_name !~ '^(?=.*[^[:space:]])[^/%&><]+$' then
    perform provost_private.fail_with('VOARG',
      format('Expected a %s name without any of / %% & > <, got %L.', v_kind, v_name),
      null, 'Name the ' || v_kind || ' with letters, digits, spaces, - or _.');
  end if;
  perform provost_private.check_name_length(format('a %s name', v_kind), v_name);

  select f.id into v_id from provost.flows f
  where f.name = v_name and f.kind = v_kind
    and f.description is not distinct from p_flow ->> 'description'
    and f.version is not distinct from p_flow ->> 'version'
    and f.tags = v_tags;

  if v_id is null then
    insert into provost.flows as f (name, kind, description, version, tags)
    values (v_name, v_kind, p_flow ->> 'description', p_flow ->> 'version', v_tags)
    on conflict (name, kind) do update
      set description = excluded.description, version = excluded.version, tags = excluded.tags,
          updated = provost_private.clock_now()
    returning f.id into v_id;
  end if;
  return v_id;
end
$$;
