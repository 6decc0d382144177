-- Whether a value fits a JSON Schema: the slow, complete answer behind parameters_fit.
create or replace function provost_private.parameters_are_valid(p_schema jsonb, p_value jsonb)
returns boolean
language plpgsql stable set search_path = ''
as $$
begin
  return provost_private.judge_value(p_schema, p_value) = '[]';
end
$$;
