-- The type of a value, and what the keywords for that type ask of it, as a jsonpath predicate.
-- Keywords for other types than the value's say nothing about it.
create or replace function provost_private.kinds_predicate(
  p_root jsonb, p_schema jsonb, p_at text, p_is_sure boolean, p_depth integer
) returns text
language plpgsql stable set search_path = ''
as $$
declare
  v_kind text;
  v_rest text;
  v_choices text[] := '{}';
begin
  if not p_schema ? 'type' then
    foreach v_kind in array '{string,number,object,array}'::text[] loop
      v_rest := provost_private.kind_predicate(
        p_root, p_schema, v_kind, p_at, p_is_sure, p_depth);
      v_choices := v_choices || case when v_rest = '' then ''
        else '(' || p_at || '.type() != "' || v_kind || '" || (' || v_rest || '))' end;
    end loop;
    return provost_private.all_of_predicates(v_choices);
  end if;

  for v_kind in
    select * from jsonb_array_elements_text(case jsonb_typeof(p_schema -> 'type')
      when 'array' then p_schema -> 'type' else jsonb_build_array(p_schema -> 'type') end)
  loop
    v_rest := provost_private.kind_predicate(
      p_root, p_schema, v_kind, p_at, p_is_sure, p_depth);
    -- A comparison with a number is TRUE of numbers only: no need to ask for the type.
    v_choices := v_choices || case
      when v_kind in ('number', 'integer') and v_rest <> '' and not p_is_sure then v_rest
      else provost_private.all_of_predicates(array[
        p_at || '.type() == "' || replace(v_kind, 'integer', 'number') || '"', v_rest]) end;
  end loop;
  return case when cardinality(v_choices) = 1 then v_choices[1]
    else provost_private.any_of_predicates(v_choices) end;
end
$$;
