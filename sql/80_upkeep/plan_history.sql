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
  v_kind record;
begin
  update provost_private.history_state s set
    runs_every = provost_private.history_period_length(p_runs_seconds),
    events_every = provost_private.history_period_length(p_events_seconds)
  where (s.runs_every, s.events_every) is distinct from (
    provost_private.history_period_length(p_runs_seconds),
    provost_private.history_period_length(p_events_seconds));
  for v_kind in
    select p.kind, max(p.to_time) as until, k.every
    from provost_private.history_periods p
    cross join provost_private.history_state s
    cross join lateral (
      select case p.kind when 'runs' then s.runs_every else s.events_every end as every) k
    group by p.kind, k.every
  loop
    if v_kind.until <= v_now then
      perform provost_private.make_history_period(v_kind.kind, v_now);
    end if;
    if v_kind.until <= v_now + v_kind.every then
      perform provost_private.make_history_period(v_kind.kind, v_now + v_kind.every);
    end if;
  end loop;

  update provost_private.history_state s set trimmed = v_now
  where s.trimmed is null or s.trimmed <= v_now - make_interval(secs => p_every_seconds)
    or s.trimmed > v_now;
  return found;
end
$$;
