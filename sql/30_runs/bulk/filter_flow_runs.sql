-- The flow runs that fit a filter, in the order of their ids, from the one after `p_after` on.
-- Planned anew for each call, so that what does not filter costs nothing and the rest finds its
-- index: by id, by deployment, by flow, by state, or else the primary key. Takes no locks.
create or replace function provost_private.filter_flow_runs(
  p_filter provost_private.flow_run_filter, p_after uuid, p_limit integer
) returns table (id uuid, state_type provost.state_type)
language plpgsql stable set search_path = '' set plan_cache_mode = force_custom_plan
as $$
begin
  return query
  select r.id, r.state_type from provost.flow_runs r
  where (p_after is null or r.id > p_after)
    and (p_filter.ids is null or r.id = any (p_filter.ids))
    and (p_filter.names is null or r.name = any (p_filter.names))
    and (p_filter.flow_ids is null or r.flow_id = any (p_filter.flow_ids))
    and (p_filter.deployment_ids is null or r.deployment_id = any (p_filter.deployment_ids))
    and (p_filter.state_types is null or r.state_type = any (p_filter.state_types))
    and (p_filter.state_names is null or r.state_name = any (p_filter.state_names))
    and (p_filter.tags is null or r.tags @> p_filter.tags)
    and (p_filter.any_tags is null or r.tags && p_filter.any_tags)
    and (p_filter.created_after is null or r.created >= p_filter.created_after)
    and (p_filter.created_before is null or r.created < p_filter.created_before)
    and (p_filter.expected_after is null or r.expected_start_time >= p_filter.expected_after)
    and (p_filter.expected_before is null or r.expected_start_time < p_filter.expected_before)
    and (p_filter.started_after is null or r.start_time >= p_filter.started_after)
    and (p_filter.started_before is null or r.start_time < p_filter.started_before)
    and (p_filter.ended_after is null or r.end_time >= p_filter.ended_after)
    and (p_filter.ended_before is null or r.end_time < p_filter.ended_before)
    and (p_filter.auto_scheduled is null or r.auto_scheduled = p_filter.auto_scheduled)
    and (p_filter.parent_flow_run_id is null
      or r.parent_flow_run_id = p_filter.parent_flow_run_id)
  order by r.id limit p_limit;
end
$$;
