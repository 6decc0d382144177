-- All violations of a JSON Schema by a value, at most 20: where (RFC 6901), which keyword, and
-- what was expected and what came. No rows: the value is valid. If the schema marks anything
-- as secret (`writeOnly`, or the format "password"), no string or number of the value is told.
create or replace function provost_private.parameter_errors(p_schema jsonb, p_value jsonb)
returns table (pointer text, keyword text, message text)
language plpgsql stable set search_path = ''
as $$
declare
  v_errors jsonb := provost_private.judge_value(p_schema, p_value);
  v_is_hidden boolean;
begin
  if v_errors = '[]' then
    return;
  end if;
  v_is_hidden := p_schema @? 'lax $.** ? (@.writeOnly == true || @.format == "password")';
  return query
  select e.error ->> 'pointer', e.error ->> 'keyword',
    format('expected %s, got %s', e.error ->> 'expected',
      provost_private.describe_value(e.error -> 'got', v_is_hidden))
  from jsonb_array_elements(v_errors) with ordinality e (error, place)
  group by e.error
  order by min(e.place)
  limit 20;
end
$$;
