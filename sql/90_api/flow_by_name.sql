-- The flow of a name: a field of GraphQL. Tasks that run outside of flows are left out.
create or replace function provost.flow_by_name(name text) returns provost.flows
language sql stable strict
begin atomic
  select f.* from provost.flows f where f.name = flow_by_name.name and f.kind = 'flow';
end;
