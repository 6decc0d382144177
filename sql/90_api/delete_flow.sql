-- Deletes a flow with its deployments and their schedules, and answers what it was. Refused while
-- runs of it are under way; what has ended stays as history.
create or replace function provost.delete_flow(flow text) returns provost.flows
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_flow provost.flows;
  v_under_way bigint;
begin
  select f.* into v_flow from provost.flows f where f.id = provost_private.find_flow(flow)
  for update;
  select count(*) into v_under_way from provost.flow_runs r
  where r.flow_id = v_flow.id and r.state_type in ('PENDING', 'RUNNING', 'CANCELLING');
  if v_under_way > 0 then
    perform provost_private.fail_with('VOARG',
      format('Flow %L has %s runs under way.', v_flow.name, v_under_way), null,
      'Cancel them first: provost flow-run cancel --flow NAME.');
  end if;
  perform provost.delete_deployment(d.full_name)
  from provost.deployments d where d.flow_id = v_flow.id;
  delete from provost.flows f where f.id = v_flow.id;
  return v_flow;
end
$$;
