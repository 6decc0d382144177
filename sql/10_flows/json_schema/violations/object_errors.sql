-- The violations of the keywords for an object's names: which must be there, and how many.
create or replace function provost_private.object_errors(
  p_schema jsonb, p_value jsonb, p_pointer text
) returns jsonb
language plpgsql immutable set search_path = ''
as $$
declare
  v_errors jsonb := '[]';
  v_count jsonb;
  v_name text;
begin
  for v_name in
    select r.value from jsonb_array_elements_text(coalesce(p_schema -> 'required', '[]')) r
    where not p_value ? r.value
  loop
    v_errors := v_errors || provost_private.missing_error(
      p_schema, v_name, p_pointer, 'required');
  end loop;
  if p_schema ? 'dependentRequired' then
    for v_name in
      select r.value
      from jsonb_each(p_schema -> 'dependentRequired') d
      cross join lateral jsonb_array_elements_text(d.value) r
      where p_value ? d.key and not p_value ? r.value
    loop
      v_errors := v_errors || provost_private.missing_error(
        p_schema, v_name, p_pointer, 'dependentRequired');
    end loop;
  end if;
  if p_schema ?| '{minProperties,maxProperties}' then
    v_count := (select to_jsonb(count(*)) from jsonb_object_keys(p_value));
    if v_count < p_schema -> 'minProperties' then
      v_errors := v_errors || provost_private.value_error(p_pointer, 'minProperties',
        'an object of at least '
          || provost_private.count_words(p_schema -> 'minProperties', 'property', 'properties'),
        p_value);
    end if;
    if v_count > p_schema -> 'maxProperties' then
      v_errors := v_errors || provost_private.value_error(p_pointer, 'maxProperties',
        'an object of at most '
          || provost_private.count_words(p_schema -> 'maxProperties', 'property', 'properties'),
        p_value);
    end if;
  end if;
  return v_errors;
end
$$;
