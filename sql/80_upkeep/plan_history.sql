-- Makes the periods of history of now and of the time after it, as long as suits the time for which
-- history is kept (null: for ever). Workers make a period that nobody has made in time, so this
-- only spares them the trouble. Answers whether it is the caller's turn to trim, which comes to one
-- process in `p_every_seconds`.
create or replace function provost_private.plan_history(
  p_runs_seconds double precision, p_events_seconds double precision,
  p_every_seconds double precision
) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_missing record;
begin
  update provost_private.history_state s set
    runs_every = provost_private.history_period_length(p_runs_seconds),
    events_every = provost_private.history_period_length(p_events_seconds)
  where (s.runs_every, s.events_every) is distinct from (
    provost_private.history_period_length(p_runs_seconds),
    provost_private.history_period_length(p_events_seconds));
  -- One that lies far ahead, of a clock that was wrong, stands for no other.
  for v_missing in
    select k.kind, i.at
    from provost_private.history_state s
    cross join lateral (values ('runs', s.runs_every), ('events', s.events_every)) k (kind, every)
    cross join lateral (values (v_now), (v_now + k.every)) i (at)
    where not exists (
      select from provost_private.history_periods p
      where p.kind = k.kind and p.from_time <= i.at and i.at < p.to_time)
  loop
    perform provost_private.make_history_period(v_missing.kind, v_missing.at);
  end loop;

  update provost_private.history_state s set trimmed = v_now
  where s.trimmed is null or s.trimmed <= v_now - make_interval(secs => p_every_seconds)
    or s.trimmed > v_now;
  return found;
end
$$;
