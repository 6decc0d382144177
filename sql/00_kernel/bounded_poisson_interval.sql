-- A delay between two bounds, at random: as events follow one another that are the middle of both
-- apart (Prefect's bounded Poisson interval).
create or replace function provost_private.bounded_poisson_interval(
  p_lower double precision, p_upper double precision
) returns double precision
language plpgsql volatile set search_path = ''
as $$
begin
  if (0 <= p_lower and p_lower <= p_upper and p_upper < 'infinity') is not true then
    perform provost_private.fail_with('VOARG',
      format('Expected bounds of 0 or more, the lower one first, got %s and %s.',
        coalesce(p_lower::text, 'null'), coalesce(p_upper::text, 'null')));
  end if;
  return provost_private.poisson_interval((p_lower + p_upper) / 2, p_lower, p_upper);
end
$$;
