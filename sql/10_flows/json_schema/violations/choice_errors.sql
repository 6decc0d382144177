-- The violations of `anyOf` and `oneOf`. When the value is plainly meant for one of the
-- alternatives (the only one whose type and constants fit) its own violations are told.
create or replace function provost_private.choice_errors(
  p_root jsonb, p_schema jsonb, p_keyword text, p_value jsonb, p_pointer text
) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  v_branch jsonb;
  v_errors jsonb;
  v_fitting integer := 0;
  v_misfits jsonb := '[]';
  v_meant jsonb[] := '{}';
begin
  for v_branch in select * from jsonb_array_elements(p_schema -> p_keyword) loop
    v_errors := provost_private.value_errors(p_root, v_branch, p_value, p_pointer);
    if v_errors = '[]' then
      v_fitting := v_fitting + 1;
      exit when p_keyword = 'anyOf';
    else
      v_misfits := v_misfits || jsonb_build_array(v_errors);
      if not provost_private.is_another_kind(v_errors, p_pointer) then
        v_meant := v_meant || v_errors;
      end if;
    end if;
  end loop;

  return case
    when v_fitting = 1 then '[]'
    when v_fitting > 1 then provost_private.value_error(p_pointer, p_keyword,
      format('a value that fits only one of the %s alternatives, not %s of them',
        jsonb_array_length(p_schema -> p_keyword), v_fitting), p_value)
    when cardinality(v_meant) = 1 then v_meant[1]
    else coalesce(
      provost_private.discriminator_error(v_misfits, p_keyword),
      provost_private.value_error(p_pointer, p_keyword,
        provost_private.describe_choices(p_root, p_schema -> p_keyword), p_value))
  end;
end
$$;
