-- The ids of the flows that have these names; refuses, with VONFD, a name that no flow has.
-- Null for no list at all.
create or replace function provost_private.find_flows(p_names text[]) returns uuid[]
language sql stable
begin atomic
  select case when p_names is not null then array(
    select provost_private.find_flow(n.name) from (
      select distinct g.name from unnest(p_names) g (name)
    ) n
  ) end;
end;
