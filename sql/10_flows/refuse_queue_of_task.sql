-- The queue of a background task is found by the task's name by those who serve it: it keeps its
-- name, and stays for as long as the task does.
create or replace function provost_private.refuse_queue_of_task(p_work_queue_id uuid) returns void
language plpgsql stable set search_path = ''
as $$
declare
  v_task text;
begin
  select d.full_name into v_task from provost.deployments d
  where d.work_queue_id = p_work_queue_id and d.kind = 'task' limit 1;
  if v_task is not null then
    perform provost_private.fail_with('VOARG',
      format('The queue belongs to the task %L.', v_task),
      'Processes that serve the task take its runs from this queue, by its name.',
      'Pause the queue instead.');
  end if;
end
$$;
