-- How many task runs of a flow run are in which type of state: {"COMPLETED": 10, …}.
create or replace function provost_private.task_run_counts(p_flow_run_id uuid) returns jsonb
language sql stable
begin atomic
  select coalesce(jsonb_object_agg(c.state_type, c.count), '{}')
  from (
    select t.state_type, count(*) from provost.task_runs t
    where t.flow_run_id = p_flow_run_id group by t.state_type
  ) c;
end;
