-- Creates the table of a partition, which is not attached yet. A run is taken to have many rows in
-- each: with the few that most have, PostgreSQL would read all of a large run and sort them for
-- one page, where it can read the first ones in the order of the index.
create or replace function provost_private.create_history_partition(p_table text, p_name text)
returns void
language plpgsql volatile set search_path = ''
as $$
declare
  v_kind text;
  v_options text;
begin
  select t.kind, t.options into v_kind, v_options
  from provost_private.history_tables t where t.name = p_table;
  execute format('create table provost_history.%I (like %s including all) with (%s)',
    p_name, provost_private.history_table(p_table), v_options);
  if v_kind = 'runs' then
    execute format('alter table provost_history.%I
      alter column flow_run_id set (n_distinct = -0.002)', p_name);
  end if;
end
$$;
