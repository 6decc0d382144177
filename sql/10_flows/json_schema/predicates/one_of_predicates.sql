-- "Exactly one of these predicates holds": null when one is null. All must be sure ones.
create or replace function provost_private.one_of_predicates(p_predicates text[]) returns text
language sql immutable parallel safe
return case
  when array_position(p_predicates, null) is null and cardinality(p_predicates) <= 16 then (
    select provost_private.any_of_predicates(array_agg(chosen.conditions))
    from (
      select string_agg(
        case when o.place = c.place then format('(%s)', c.shown) else format('!(%s)', o.shown) end,
        ' && ')
      from (
        select p.place, case when p.predicate = '' then '1 == 1' else p.predicate end
        from unnest(p_predicates) with ordinality p (predicate, place)
      ) as c (place, shown)
      cross join (
        select p.place, case when p.predicate = '' then '1 == 1' else p.predicate end
        from unnest(p_predicates) with ordinality p (predicate, place)
      ) as o (place, shown)
      group by c.place
    ) as chosen (conditions))
end;
