-- ★ A schema as the text of a strict-mode jsonpath predicate about the value at `p_at`: TRUE
-- exactly when the value is valid; '' when all are; null when jsonpath can't say it.
-- Strict mode, since lax mode unwraps arrays, and would take ["a"] for "a". There a missing
-- key is an error, and so the predicate unknown: that does no harm until it is negated or
-- used as a filter. `p_is_sure` asks for a predicate that is always TRUE or FALSE, by testing
-- presence and type first.
create or replace function provost_private.schema_predicate(
  p_root jsonb, p_schema jsonb, p_at text,
  p_is_sure boolean default false, p_depth integer default 0
) returns text
language plpgsql stable set search_path = ''
as $$
declare
  v_constants jsonb := case when p_schema ? 'const'
    then jsonb_build_array(p_schema -> 'const') else p_schema -> 'enum' end;
  v_predicate text;
begin
  if p_depth > 32 then
    return null;
  elsif p_schema = 'false' then
    return '1 == 0';
  elsif p_schema = 'true' then
    return '';
  end if;
  v_predicate := provost_private.all_of_predicates(array[
    case when p_schema ? 'const' and p_schema ? 'enum' then null
      when v_constants is not null then
        provost_private.constants_predicate(v_constants, p_at, p_is_sure)
      else '' end,
    case when v_constants is not null
        and provost_private.constants_say_all(p_schema, v_constants) then ''
      else provost_private.kinds_predicate(
        p_root, p_schema, p_at, p_is_sure, p_depth) end,
    provost_private.combined_predicate(p_root, p_schema, p_at, p_is_sure, p_depth)]);
  return case when length(v_predicate) <= 20000 then v_predicate end;
end
$$;
