-- Predicates joined by "or", in parentheses: null when one is null, '' when one always holds.
create or replace function provost_private.any_of_predicates(p_predicates text[]) returns text
language sql stable parallel safe
return case
  when array_position(p_predicates, null) is not null then null
  when '' = any (p_predicates) then ''
  else '((' || array_to_string(p_predicates, ') || (') || '))'
end;
