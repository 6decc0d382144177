-- Makes the partition of a table for a period. Rows that lie beside the periods and belong there,
-- because nobody made it in time, are moved. Locks the table against other changes of its
-- partitions, which readers and writers do not notice, and the partition of other rows for the
-- moment that it takes to see that none of them belongs to the new one.
create or replace function provost_private.make_history_partition(
  p_table text, p_from timestamptz, p_to timestamptz
) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  v_table provost_private.history_tables;
  v_full_name text := provost_private.history_table(p_table);
  v_name text := provost_private.history_partition(p_table, p_from);
  v_other text := p_table || '_other';
  v_from text;
  v_to text;
begin
  select t.* into v_table from provost_private.history_tables t where t.name = p_table;
  v_from := provost_private.history_bound(v_table.kind, p_from);
  v_to := provost_private.history_bound(v_table.kind, p_to);
  execute format('lock table only %s in share update exclusive mode', v_full_name);
  execute format('lock table provost_history.%I in access exclusive mode', v_other);
  perform provost_private.create_history_partition(p_table, v_name);
  execute format(
    'with moved as (
       delete from provost_history.%1$I where %2$I >= %3$s and %2$I < %4$s returning *)
     insert into provost_history.%5$I select * from moved',
    v_other, v_table.key, v_from, v_to, v_name);
  execute format('alter table %s attach partition provost_history.%I
    for values from (%s) to (%s)', v_full_name, v_name, v_from, v_to);
end
$$;
