-- A delay about `p_average`, at random: at most p_average * (1 + p_factor), and not below where the
-- mean stays about the average (Prefect's clamped Poisson interval).
create or replace function provost_private.clamped_poisson_interval(
  p_average double precision, p_factor double precision default 0.3
) returns double precision
language plpgsql volatile set search_path = ''
as $$
declare
  v_upper double precision := 1 + p_factor;
  v_lower double precision := 0;
begin
  if (p_factor > 0 and p_factor < 'infinity' and p_average >= 0 and p_average < 'infinity')
    is not true
  then
    perform provost_private.fail_with('VOARG',
      format('Expected an average of 0 or more and a clamping factor above 0, got %s and %s.',
        coalesce(p_average::text, 'null'), coalesce(p_factor::text, 'null')), null,
      'Without a factor there is nothing to draw: wait for the average.');
  end if;
  -- The powers of larger factors are beyond what numbers hold, and their lower bound is next to 0.
  if v_upper < 50 then
    v_lower := ln(2 ^ v_upper / (2 ^ v_upper - 1)) / ln(2.0::double precision);
  end if;
  return provost_private.poisson_interval(
    p_average, p_average * v_lower, p_average * v_upper);
end
$$;
