-- Drops a period of history, one table after the other; when some of its runs stay, because they
-- wait or have ended late, only what is not theirs. Answers false when somebody is in the way: what
-- is left is for another time.
create or replace function provost_private.drop_history_period(
  p_period provost_private.history_periods, p_stays boolean
) returns boolean
language plpgsql volatile set search_path = ''
as $$
declare
  v_table text;
begin
  for v_table in
    select t.name from provost_private.history_tables t
    where t.kind = p_period.kind and not (p_stays and t.name = any (p_period.thinned))
    order by t.position
  loop
    if not p_stays then
      if not provost_private.drop_history_partition(v_table, p_period) then
        return false;
      end if;
    elsif provost_private.thin_history_partition(v_table, p_period, 1000) then
      update provost_private.history_periods p set thinned = p.thinned || v_table
      where p.kind = p_period.kind and p.from_time = p_period.from_time;
    else
      return false;
    end if;
  end loop;
  if p_stays then
    update provost_private.history_periods p set orphans = 0
    where p.kind = p_period.kind and p.from_time = p_period.from_time;
  else
    delete from provost_private.history_periods p
    where p.kind = p_period.kind and p.from_time = p_period.from_time;
  end if;
  return true;
end
$$;
