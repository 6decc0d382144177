-- How long a period of history is: about a quarter of the time for which it is kept, so that it
-- goes soon after its time; whole weeks where that is possible, a day at least, four weeks at most.
create or replace function provost_private.history_period_length(p_kept_seconds double precision)
returns interval
language sql immutable parallel safe
return case
  when p_kept_seconds >= 28 * 86400
    then least(floor(p_kept_seconds / (28 * 86400)), 4) * interval '7 days'
  when p_kept_seconds is null then interval '28 days'
  else greatest(floor(p_kept_seconds / (4 * 86400)), 1) * interval '1 day'
end;
