-- Makes the period of an instant, with the partitions of all tables of its kind, unless there is
-- one. Answers whether there is now; see add_history_period. Others who need the period at the same
-- time wait until it is committed.
create or replace function provost_private.make_history_period(p_kind text, p_time timestamptz)
returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(20260003, hashtext(p_kind));
  return exists (
      select from provost_private.history_periods p
      where p.kind = p_kind and p.from_time <= p_time and p_time < p.to_time)
    or provost_private.add_history_period(p_kind, p_time);
end
$$;
