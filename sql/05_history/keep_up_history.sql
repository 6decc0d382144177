-- Makes the period of history that begins now, if nobody has made it in time (see plan_history).
create or replace function provost_private.keep_up_history(p_kind text, p_now timestamptz)
returns void
language plpgsql volatile set search_path = ''
as $$
begin
  if exists (
    select from provost_private.history_state s
    where p_now >= case p_kind when 'runs' then s.runs_until else s.events_until end)
  then
    perform provost_private.make_history_period(p_kind, p_now);
  end if;
end
$$;
