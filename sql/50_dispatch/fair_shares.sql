-- Divides `p_count` among as many as there are weights, to each by its own. What does not divide
-- evenly goes to those at which `p_turn` points, a number from 0 to 1: with numbers that spread
-- evenly each has its exact share in the long run, and is never more than one away from it now.
create or replace function provost_private.fair_shares(
  p_weights double precision[], p_count integer, p_turn double precision
) returns table (ord integer, runs integer)
language sql immutable
begin atomic
  select s.ord, s.upto - lag(s.upto, 1, 0) over (order by s.ord)
  from (
    select w.ord::integer, floor(p_count * (w.reached / max(w.reached) over ()) + p_turn)::integer
      as upto
    from (
      select g.ord, sum(g.weight) over (order by g.ord) as reached
      from unnest(p_weights) with ordinality as g (weight, ord)
    ) w
  ) s;
end;
