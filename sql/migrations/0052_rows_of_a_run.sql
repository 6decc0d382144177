-- What create_history_partition says of new partitions, for those that there are.
do $$
declare
  v_partition record;
begin
  for v_partition in
    select c.relname from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
    where i.inhparent in ('provost.flow_run_states'::regclass, 'provost.task_runs'::regclass,
      'provost.task_run_states'::regclass, 'provost.logs'::regclass)
  loop
    execute format('alter table provost_history.%I
      alter column flow_run_id set (n_distinct = -0.002)', v_partition.relname);
  end loop;
end
$$;
