-- The time to the next of events that happen `p_average` apart, drawn at random, of those times
-- that lie between two bounds: how likely it is that the time is longer is drawn evenly between
-- how likely that is of either bound. (Rounding could leave the bounds, hence the last clamp.)
create or replace function provost_private.poisson_interval(
  p_average double precision, p_lower double precision, p_upper double precision
) returns double precision
language plpgsql volatile set search_path = ''
as $$
declare
  v_longer double precision;
  v_longest double precision;
begin
  if p_average <= 0 or p_lower >= p_upper then
    return p_lower;
  end if;
  -- Smaller powers are beyond what numbers hold.
  v_longer := exp(greatest(-p_lower / p_average, -700));
  v_longest := exp(greatest(-p_upper / p_average, -700));
  return greatest(p_lower, least(p_upper,
    p_average * -ln(v_longer - random() * (v_longer - v_longest))));
end
$$;
