-- The result of a flow run, wherever in the database it is kept; see whole_result.
create or replace function provost.flow_run_result(id uuid) returns jsonb
language sql stable security definer
begin atomic
  select provost_private.whole_result(r.result, r.result_meta)
  from provost.flow_runs r where r.id = flow_run_result.id;
end;
