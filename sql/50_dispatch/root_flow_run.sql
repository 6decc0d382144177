-- The run at the top of those that have called one another: of a run without parents, itself.
create or replace function provost_private.root_flow_run(p_flow_run_id uuid)
returns uuid
language sql stable
begin atomic
  with recursive callers (id, parent_flow_run_id) as (
    select r.id, r.parent_flow_run_id from provost.flow_runs r where r.id = p_flow_run_id
    union
    select r.id, r.parent_flow_run_id
    from callers c join provost.flow_runs r on r.id = c.parent_flow_run_id)
  select c.id from callers c
  where not exists (select from callers p where p.id = c.parent_flow_run_id);
end;
