-- Drops the partition that a table has for a period, if no run is left there. The table is locked
-- against everybody for a moment; the lock is not waited for for long, since everybody else would
-- queue up behind. Answers false when somebody is in the way.
create or replace function provost_private.drop_history_partition(
  p_table text, p_period provost_private.history_periods
) returns boolean
language plpgsql volatile set search_path = '' set lock_timeout = '300ms'
as $$
declare
  v_table text := provost_private.history_table(p_table);
  v_name text := provost_private.history_partition(p_table, p_period.from_time);
begin
  execute format('lock table only %s in access exclusive mode', v_table);
  -- Only now nobody can be about to write there.
  if p_period.kind = 'runs' and provost_private.runs_of_period(p_period, 1) <> '{}' then
    return false;
  end if;
  execute format('drop table if exists provost_history.%I', v_name);
  return true;
exception when lock_not_available or deadlock_detected or object_in_use then
  return false;
end
$$;
