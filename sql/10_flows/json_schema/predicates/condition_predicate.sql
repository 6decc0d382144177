-- `if` with `then` and `else` as a jsonpath predicate.
create or replace function provost_private.condition_predicate(
  p_root jsonb, p_schema jsonb, p_at text, p_depth integer
) returns text
language plpgsql stable set search_path = ''
as $$
declare
  v_branches text[] := provost_private.branch_predicates(p_root, jsonb_build_array(
      p_schema -> 'if', coalesce(p_schema -> 'then', 'true'), coalesce(p_schema -> 'else', 'true')),
    p_at, true, p_depth);
  v_if text := case when v_branches[1] = '' then '1 == 1' else v_branches[1] end;
begin
  return provost_private.all_of_predicates(array[
    case when v_branches[2] = '' then ''
      else '(!(' || v_if || ') || (' || v_branches[2] || '))' end,
    case when v_branches[3] = '' then ''
      else '((' || v_if || ') || (' || v_branches[3] || '))' end]);
end
$$;
