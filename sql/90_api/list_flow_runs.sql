-- Flow runs, newest first, that fit every filter given. A run is as new as its creation, or as
-- the time that it was planned for once that has come: what a schedule planned days ahead is found
-- where it ran. What schedules have planned and not started is left out unless states or
-- `p_upcoming` ask for it; runs that carry a task outside of flows, unless `p_all` asks for them or
-- `p_deployment` names the task. For people to read: the CLI calls it. Takes no locks. Planned anew
-- for each call, so that filters left out cost nothing and the others find their index: by
-- deployment, by flow, by state, or else the primary key. Names of states, which have none, are
-- looked for among the newest 100,000 of what the others leave; what was planned ahead and fits,
-- among the newest 10,000 that were, and by creation beyond them.
create or replace function provost_private.list_flow_runs(
  p_state_types provost.state_type[] default null, p_state_names text[] default null,
  p_flows text[] default null, p_deployment text default null, p_limit integer default 50,
  p_upcoming boolean default false, p_all boolean default false
) returns table (
  id uuid, name text, flow_name text, deployment text, state_type provost.state_type,
  state_name text, state_message text, tags text[], run_count integer,
  expected_start_time timestamptz, start_time timestamptz, end_time timestamptz,
  created timestamptz
)
language plpgsql stable security definer set search_path = ''
set plan_cache_mode = force_custom_plan
as $$
declare
  v_deployment_id uuid;
  v_flow_ids uuid[] := provost_private.find_flows(p_flows);
  v_shows_planned boolean :=
    p_upcoming or p_state_types is not null or p_state_names is not null;
  v_shows_tasks boolean := p_all or p_deployment is not null
    or not exists (select from provost.flows f where f.kind = 'task');
  v_now timestamptz := provost_private.clock_now();
begin
  if p_deployment is not null then
    v_deployment_id := (provost_private.named_deployment(p_deployment)).id;
  end if;

  return query
  with newest as materialized (
    select r.* from provost.flow_runs r
    where (v_deployment_id is null or r.deployment_id = v_deployment_id)
      and case -- one flow alone is an equality, whose index keeps the order; so is one state
        when v_flow_ids is null then true
        when cardinality(v_flow_ids) = 1 then r.flow_id = v_flow_ids[1]
        else r.flow_id = any (v_flow_ids)
      end
      and case
        when p_state_types is null then true
        when cardinality(p_state_types) = 1 then r.state_type = p_state_types[1]
        else r.state_type = any (p_state_types)
      end
      and (v_shows_planned or not (
        r.auto_scheduled and r.start_time is null
        and coalesce(r.next_scheduled_start_time > v_now, false)))
      and (v_shows_tasks or r.kind = 'flow')
    order by r.id desc limit case when p_state_names is null then p_limit else 100000 end
  ), come as (
    select r.* from (
      select r.* from provost.flow_runs r
      where r.expected_start_time > r.created and r.expected_start_time <= v_now
        -- What is older than all of them has no place among as many as are wanted.
        and (p_state_names is not null or r.expected_start_time >= coalesce(
          (select n.created from newest n order by n.id desc offset p_limit - 1 limit 1),
          '-infinity'))
      order by r.expected_start_time desc limit 10000
    ) r
    where (v_deployment_id is null or r.deployment_id = v_deployment_id)
      and (v_flow_ids is null or r.flow_id = any (v_flow_ids))
      and (p_state_types is null or r.state_type = any (p_state_types))
      and (v_shows_planned or r.state_type <> 'SCHEDULED' or r.start_time is not null
        or r.next_scheduled_start_time <= v_now)
      and (v_shows_tasks or r.kind = 'flow')
      and (p_state_names is null or r.state_name = any (p_state_names))
    order by r.expected_start_time desc limit p_limit
  )
  select r.id, r.name, f.name, r.deployment, r.state_type, r.state_name, r.state_message, r.tags,
    r.run_count, r.expected_start_time, r.start_time, r.end_time, r.created
  from (
    select n.* from newest n where p_state_names is null or n.state_name = any (p_state_names)
    union all
    select c.* from come c where c.id not in (select n.id from newest n)
  ) r
  left join provost.flows f on f.id = r.flow_id
  order by
    case when r.expected_start_time <= v_now
      then greatest(r.expected_start_time, r.created) else r.created end desc,
    r.id desc
  limit p_limit;
end
$$;
