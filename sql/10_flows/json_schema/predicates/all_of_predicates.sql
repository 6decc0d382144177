-- Predicates joined by "and": null when one is null, without those that are always true ('').
create or replace function provost_private.all_of_predicates(p_predicates text[]) returns text
language sql stable parallel safe
return case
  when array_position(p_predicates, null) is null then
    array_to_string(array_remove(p_predicates, ''), ' && ')
end;
