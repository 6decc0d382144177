-- The id of the task run that somebody means: by its id or the first digits of it (6 or more).
-- Refuses with VONFD, or with VOARG when several fit. One range of an index; takes no locks.
create or replace function provost_private.find_task_run(p_task_run text) returns uuid
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_digits text := lower(replace(p_task_run, '-', ''));
  v_found uuid[] := '{}';
begin
  if v_digits ~ '^[0-9a-f]{6,32}$' then
    v_found := array(
      select t.id from provost.task_runs t
      where t.id between rpad(v_digits, 32, '0')::uuid and rpad(v_digits, 32, 'f')::uuid
      order by t.id desc limit 3);
  end if;
  if cardinality(v_found) = 0 then
    perform provost_private.fail_with('VONFD',
      format('No task run has the id %L.', p_task_run),
      case when v_digits ~ '^[0-9a-f]{1,5}$' then 'Of an id, six digits or more are needed.' end,
      'List the task runs with their ids: provost task-run ls.');
  elsif cardinality(v_found) > 1 then
    perform provost_private.fail_with('VOARG',
      format('Several task runs have an id that begins with %L.', p_task_run),
      format('Among them: %s.', array_to_string(v_found, ', ')), 'Give the whole id.');
  end if;
  return v_found[1];
end
$$;
