-- Everything about one flow; refuses an unknown one with VONFD. For people to read: the CLI calls
-- it. Takes no locks.
create or replace function provost_private.inspect_flow(p_flow text)
returns table (
  id uuid, name text, version text, description text, tags text[], deployments jsonb,
  last_run_id uuid, last_run_state text, last_run_time timestamptz, created timestamptz,
  updated timestamptz
)
language sql stable security definer
begin atomic
  select f.id, f.name, f.version, f.description, f.tags, coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', d.id, 'name', d.name, 'paused', d.paused, 'version', d.version) order by d.name)
      from provost.deployments d where d.flow_id = f.id), '[]'),
    last.id, last.state_name, last.state_timestamp, f.created, f.updated
  from provost.flows f
  left join lateral (
    select r.id, r.state_name, r.state_timestamp from provost.flow_runs r
    where r.flow_id = f.id order by r.id desc limit 1
  ) last on true
  where f.id = provost_private.find_flow(p_flow);
end;
