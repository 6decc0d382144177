-- The keywords for strings as a jsonpath predicate about a string. A maximum length is tested
-- by the absence of one character more, which ends early. Beyond 1000 characters the regular
-- expression costs more than the slow path, and there is no predicate.
create or replace function provost_private.string_predicate(
  p_schema jsonb, p_at text
) returns text
language plpgsql stable set search_path = ''
as $$
declare
  v_least numeric := trunc(coalesce((p_schema -> 'minLength')::numeric, 0));
  v_most numeric := trunc((p_schema -> 'maxLength')::numeric);
  v_pattern text := case when p_schema ? 'pattern'
    then provost_private.translate_pattern(p_schema ->> 'pattern')
    else provost_private.format_pattern(p_schema ->> 'format') end;
begin
  return provost_private.all_of_predicates(array[
    case when v_least = 0 then ''
      when v_least = 1 then p_at || ' != ""'
      when v_least <= 1000 then provost_private.like_predicate(
        p_at, '^' || provost_private.repeat_atom('.', '{' || v_least || '}')) end,
    case when v_most is null then ''
      when v_most <= 1000 then '!(' || provost_private.like_predicate(
        p_at, '^' || provost_private.repeat_atom('.', '{' || v_most || '}') || '.') || ')' end,
    case when v_pattern is null and not p_schema ? 'pattern' then ''
      else provost_private.like_predicate(p_at, v_pattern) end]);
end
$$;
