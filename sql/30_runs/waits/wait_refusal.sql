-- Why a run cannot wait like this; null when it can.
create or replace function provost_private.wait_refusal(
  p_kind text, p_awaited_flow_run_id uuid, p_flow_run provost.flow_runs
) returns text
language sql stable
return case
  when p_kind = 'suspend' and (p_flow_run.deployment_id is null
    or p_flow_run.parent_flow_run_id is not null)
    then 'Only a run of a deployment, and no child run, can be suspended.'
  when p_awaited_flow_run_id = p_flow_run.id then 'A run cannot wait for its own end.'
  when p_awaited_flow_run_id is not null
    and not exists (select from provost.flow_runs r where r.id = p_awaited_flow_run_id)
    then format('No flow run has the id %s.', p_awaited_flow_run_id)
end;
