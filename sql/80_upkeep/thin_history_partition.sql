-- Puts a partition that holds the history of the runs that stay in the place of one that also holds
-- that of runs which are gone: few stay (up to `p_limit`), so they are copied, and the rest is
-- dropped with the old one. Locks as drop_history_partition does. Answers false when somebody is in
-- the way.
create or replace function provost_private.thin_history_partition(
  p_table text, p_period provost_private.history_periods, p_limit integer
) returns boolean
language plpgsql volatile set search_path = '' set lock_timeout = '300ms'
as $$
declare
  v_table text := provost_private.history_table(p_table);
  v_name text := provost_private.history_partition(p_table, p_period.from_time);
  v_new text := v_name || '_new';
  v_ids uuid[];
begin
  execute format('lock table only %s in access exclusive mode', v_table);
  v_ids := provost_private.runs_of_period(p_period, p_limit + 1);
  if cardinality(v_ids) > p_limit then
    return false;
  end if;
  perform provost_private.create_history_partition(p_table, v_new);
  execute format('insert into provost_history.%I
    select o.* from provost_history.%I o where o.flow_run_id = any ($1)', v_new, v_name)
    using v_ids;
  execute format('alter table %s detach partition provost_history.%I', v_table, v_name);
  execute format('drop table provost_history.%I', v_name);
  execute format('alter table provost_history.%I rename to %I', v_new, v_name);
  execute format('alter table %s attach partition provost_history.%I
    for values from (%s) to (%s)', v_table, v_name,
    provost_private.history_bound('runs', p_period.from_time),
    provost_private.history_bound('runs', p_period.to_time));
  return true;
exception when lock_not_available or deadlock_detected or object_in_use then
  return false;
end
$$;
