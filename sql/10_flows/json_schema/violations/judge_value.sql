-- Every violation of a schema by a value, as value_errors answers them. Refuses values that
-- would take the recursion too deep: more than 64 levels under a schema with references, or
-- more than the server's stack holds.
create or replace function provost_private.judge_value(p_schema jsonb, p_value jsonb)
returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  if not (p_schema @? 'lax $.**."$ref"' and p_value @? 'lax $.**{65}') then
    return provost_private.value_errors(p_schema, p_schema, p_value, '');
  end if;
  perform provost_private.refuse_deep_value('They have more than 64 levels.');
exception
  when statement_too_complex then
    perform provost_private.refuse_deep_value('Validating them took more than max_stack_depth.');
end
$$;
