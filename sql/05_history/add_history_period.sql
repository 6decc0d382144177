-- Adds the period of an instant that is in none. Periods begin at midnight, UTC, long ones on a
-- Monday, whatever the time zone of the session. Answers false when that is not possible now,
-- because the tables are in use for longer: what is written goes beside the periods then, and is
-- moved by the next call that succeeds.
create or replace function provost_private.add_history_period(p_kind text, p_time timestamptz)
returns boolean
language plpgsql volatile set search_path = '' set timezone = 'UTC' set lock_timeout = '500ms'
as $$
declare
  v_every interval;
  v_from timestamptz;
  v_to timestamptz;
begin
  select case p_kind when 'runs' then s.runs_every else s.events_every end into v_every
  from provost_private.history_state s;
  v_from := date_bin(v_every, p_time, '2024-01-01 00:00+00');
  v_to := v_from + v_every;
  -- Where the length of periods was changed, the new ones fill what the old ones leave.
  select greatest(v_from, max(p.to_time) filter (where p.to_time <= p_time)),
    least(v_to, min(p.from_time) filter (where p.from_time > p_time))
  into v_from, v_to
  from provost_private.history_periods p where p.kind = p_kind;

  perform provost_private.make_history_partition(t.name, v_from, v_to)
  from provost_private.history_tables t where t.kind = p_kind order by t.position;
  insert into provost_private.history_periods (kind, from_time, to_time)
  values (p_kind, v_from, v_to);
  update provost_private.history_state s set
    runs_until = case p_kind when 'runs' then greatest(s.runs_until, v_to) else s.runs_until end,
    events_until =
      case p_kind when 'events' then greatest(s.events_until, v_to) else s.events_until end;
  return true;
exception when object_in_use or lock_not_available or deadlock_detected then
  return false;
end
$$;
