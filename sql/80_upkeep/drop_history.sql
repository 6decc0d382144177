-- Drops the next period of history that nobody needs any more: one of runs that are all gone, one
-- in which few stay (up to 1000, whose history is kept), or one of events that are older than
-- `p_events_seconds` (null: none). A period that has passed for less than a day stays, since an id
-- may have been made by another clock. Answers which, or no row when there is nothing to drop;
-- `is_busy` when somebody was in the way, to be tried again a little later.
create or replace function provost_private.drop_history(p_events_seconds double precision)
returns table (period text, is_busy boolean)
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_period provost_private.history_periods;
  v_left integer;
begin
  for v_period in
    select p.* from provost_private.history_periods p
    where p.to_time <= v_now - case p.kind when 'runs' then interval '1 day'
      else make_interval(secs => p_events_seconds) end
    order by p.to_time for update skip locked
  loop
    if v_period.kind = 'runs' then
      v_left := cardinality(provost_private.runs_of_period(v_period, 1));
      if v_left > 0 and v_period.orphans > 0 then
        v_left := cardinality(provost_private.runs_of_period(v_period, 1001));
      end if;
      continue when v_left > 0 and v_period.orphans = 0 or v_left > 1000;
    end if;
    period := format('%s from %s to %s', v_period.kind,
      (v_period.from_time at time zone 'UTC')::date, (v_period.to_time at time zone 'UTC')::date);
    is_busy := not provost_private.drop_history_period(v_period, coalesce(v_left, 0) > 0);
    return next;
    return;
  end loop;
end
$$;
