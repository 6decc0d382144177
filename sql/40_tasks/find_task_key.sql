-- The key of the task run that somebody means: by its key, its id, its name, or the name of its
-- task, of which it is the first run. Refuses with VONFD.
create or replace function provost_private.find_task_key(p_flow_run_id uuid, p_task text)
returns text
language plpgsql stable set search_path = ''
as $$
declare
  v_key text;
begin
  select t.key into v_key
  from provost.task_runs t
  where t.flow_run_id = p_flow_run_id
    and p_task in (t.key, t.id::text, t.name, t.task_name)
  order by p_task = t.key desc, p_task = t.id::text desc, p_task = t.name desc,
    t.start_time, t.id
  limit 1;
  if v_key is null then
    perform provost_private.fail_with('VONFD',
      format('Flow run %s has no task run %L.', p_flow_run_id, p_task),
      (select format('Its task runs: %s.', coalesce(string_agg(n.key, ', '), 'none')) from (
        select t.key from provost.task_runs t where t.flow_run_id = p_flow_run_id
        order by t.start_time, t.id limit 20) n),
      'Give the key, the id or the name of a task run, or the name of a task.');
  end if;
  return v_key;
end
$$;
