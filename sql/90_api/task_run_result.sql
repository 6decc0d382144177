-- The result of a task run, wherever in the database it is kept; see whole_result.
create or replace function provost.task_run_result(id uuid) returns jsonb
language sql stable security definer
begin atomic
  select provost_private.whole_result(r.result, r.result_meta)
  from provost.task_runs r where r.id = task_run_result.id;
end;
